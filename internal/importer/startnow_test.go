package importer_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/importer"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
)

func TestTwoRunsByHandInOneSecondAreTwo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rdb, of := redistest.Embedded(t), configs.Import{Name: "a", Account: "main"}
		time.Sleep(300 * time.Millisecond)
		first, err := importer.StartNow(t.Context(), rdb, of, false)
		require.NoError(t, err)
		second, err := importer.StartNow(t.Context(), rdb, of, true)
		require.NoError(t, err)
		require.Equal(t, []string{"a@2000-01-01T00:00:00Z", "a@2000-01-01T00:00:01Z"}, []string{first, second})

		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err = importer.StartNow(ctx, rdb, of, false)
		require.ErrorIs(t, err, context.Canceled)
	})
}

func TestARunByHandInTheSecondOfACancelledOneIsAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rdb, of := redistest.Embedded(t), configs.Import{Name: "a", Account: "main"}
		first, err := importer.StartNow(t.Context(), rdb, of, false)
		require.NoError(t, err)
		states, err := importer.Cancel(t.Context(), importer.Options{Redis: rdb, Log: zerolog.Nop()}, of)
		require.NoError(t, err)
		require.Equal(t, ledger.Cancelled, states[0].Phase)
		second, err := importer.StartNow(t.Context(), rdb, of, false)
		require.NoError(t, err)
		require.NotEqual(t, first, second)
		state, err := ledger.New(rdb, "main", "a").State(t.Context(), second)
		require.NoError(t, err)
		require.Equal(t, ledger.Waiting, state.Phase)
	})
}
