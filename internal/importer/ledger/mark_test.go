package ledger_test

import (
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/importer/ledger"
)

func TestMarksAreOfAScheduleAndGoForwardOnly(t *testing.T) {
	eachRedis(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx, book := t.Context(), ledger.New(rdb, "main", "nightly")
		now := time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)
		handed, err := book.Handed(ctx, "@daily")
		require.NoError(t, err)
		require.True(t, handed.IsZero(), "it was never seen")

		begun, err := book.BeginSchedule(ctx, "@daily", now)
		require.NoError(t, err)
		require.Equal(t, now, begun)
		begun, err = book.BeginSchedule(ctx, "@daily", now.Add(time.Hour))
		require.NoError(t, err)
		require.Equal(t, now, begun, "a worker that starts later finds it")

		require.NoError(t, book.Advance(ctx, "@daily", now.Add(24*time.Hour)))
		require.NoError(t, book.Advance(ctx, "@daily", now), "by a worker that is late")
		handed, err = book.Handed(ctx, "@daily")
		require.NoError(t, err)
		require.Equal(t, now.Add(24*time.Hour), handed)

		// Another schedule is another mark; the old one is kept while it may come back.
		begun, err = book.BeginSchedule(ctx, "@hourly", now.Add(48*time.Hour))
		require.NoError(t, err)
		require.Equal(t, now.Add(48*time.Hour), begun)
		begun, err = book.BeginSchedule(ctx, "@daily", now.Add(49*time.Hour))
		require.NoError(t, err)
		require.Equal(t, now.Add(24*time.Hour), begun)
		_, err = book.BeginSchedule(ctx, "@hourly", now.AddDate(0, 3, 0))
		require.NoError(t, err)
		handed, err = book.Handed(ctx, "@daily")
		require.NoError(t, err)
		require.True(t, handed.IsZero(), "and not for ever")
	})
}
