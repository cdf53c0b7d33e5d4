package queue_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/internal/outlet/outlettest"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
)

func TestFailuresAreFoundByNumberUnderAnyCarrier(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		fail(t, rdb, 3000)
		other := outlettest.Rejected("rr000000007cn")
		other.GivenCarrier = 0
		star := outlettest.Rejected("rr*7cn")
		require.NoError(t, outlet.NewRecorder(rdb).Record(t.Context(), []queue.Outcome{other, star}))
		failures := queue.NewFailures(rdb, "main")

		found, looked, err := failures.Find(t.Context(), " Rr000000007cn")
		require.NoError(t, err)
		require.Len(t, found, 2)
		require.ElementsMatch(t, []int{0, 3011}, []int{found[0].Carrier(), found[1].Carrier()})
		require.EqualValues(t, 3002, looked)

		found, _, err = failures.Find(t.Context(), "RR*7CN")
		require.NoError(t, err)
		require.Len(t, found, 1, "a star is a star")
		found, _, err = failures.Find(t.Context(), "000000007CN")
		require.NoError(t, err)
		require.Empty(t, found)

		ended, cancel := context.WithCancel(t.Context())
		cancel()
		_, _, err = failures.Find(ended, "X")
		require.ErrorIs(t, err, context.Canceled)
	})
}

func TestNewestOutcomesComeNewestFirst(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		var ids []string
		for i := range 2500 {
			ids = append(ids, fmt.Sprint(i))
		}
		outlettest.Record(t, rdb, ids...)
		next := 2499
		for d, err := range queue.NewestOutcomes(t.Context(), rdb, "main") {
			require.NoError(t, err)
			require.Equal(t, fmt.Sprint(next), d.Ref)
			next--
		}
		require.Equal(t, -1, next)
		for range queue.NewestOutcomes(t.Context(), rdb, "other") {
			t.Fatal("there is none")
		}
	})
}
