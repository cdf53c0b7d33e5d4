package traffic_test

import (
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/meter"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/traffic"
)

// at is a reading after noon by the clock of a Redis whose time does not matter here.
func at(after time.Duration, ended int64) meter.Reading {
	return meter.Reading{At: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC).Add(after), Ended: ended, Calls: ended / 40}
}

func TestWhatProcessesHaveInCallsIsAddedUp(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		record, ctx := traffic.NewRecord(rdb, "main"), t.Context()
		require.NoError(t, record.Put(ctx, "one", traffic.InCalls{Live: 3, Bulk: 37}))
		require.NoError(t, record.Put(ctx, "two", traffic.InCalls{Bulk: 40}))
		require.NoError(t, rdb.HSet(ctx, "trackreg:{main}:in-calls", "strange", "words").Err())

		now, err := rdb.Time(ctx).Result()
		require.NoError(t, err)
		read, err := record.Read(ctx, meter.Reading{At: now})
		require.NoError(t, err)
		require.Equal(t, traffic.InCalls{Live: 3, Bulk: 77}, read.InCalls)
		require.EqualValues(t, 80, read.InCalls.All())

		read, err = record.Read(ctx, meter.Reading{At: now.Add(6 * time.Second)})
		require.NoError(t, err)
		require.Zero(t, read.InCalls, "processes that say nothing any more have no calls")
		read, err = record.Read(ctx, meter.Reading{At: now.Add(-time.Hour)})
		require.NoError(t, err)
		require.Zero(t, read.InCalls, "nor those that said it by a clock that was ahead")

		require.NoError(t, record.Put(ctx, "two", traffic.InCalls{}))
		fields, err := rdb.HKeys(ctx, "trackreg:{main}:in-calls").Result()
		require.NoError(t, err)
		require.Equal(t, []string{"one"}, fields, "what ended and what is not ours is removed")
	})
}

func TestReadingsOfAllProcessesAreSecondsApart(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		record, ctx := traffic.NewRecord(rdb, "main"), t.Context()
		for second := range 60 {
			require.NoError(t, record.Note(ctx, at(time.Duration(second)*time.Second, int64(100*second))))
		}
		read, err := record.Read(ctx, at(time.Minute, 6000))
		require.NoError(t, err)
		var ended []int64
		for _, r := range read.Readings {
			ended = append(ended, r.Ended)
		}
		require.Equal(t, []int64{3000, 3500, 4000, 4500, 5000, 5500}, ended, "the oldest first, six at most")

		require.NoError(t, record.Note(ctx, at(-time.Hour, 7)), "a Redis whose clock went back")
		read, err = record.Read(ctx, at(-time.Hour+time.Second, 7))
		require.NoError(t, err)
		require.EqualValues(t, 7, read.Readings[len(read.Readings)-1].Ended)
	})
}

func TestOldReadingsTellOnlyThatNothingGoes(t *testing.T) {
	record, ctx := traffic.NewRecord(redistest.Embedded(t), "main"), t.Context()
	read, err := record.Read(ctx, at(0, 0))
	require.NoError(t, err)
	require.Len(t, read.Readings, 1, "an account that was never used stands still")
	read, err = record.Read(ctx, at(0, 40))
	require.NoError(t, err)
	require.Empty(t, read.Readings, "nobody says how fast 40 ended")

	require.NoError(t, record.Note(ctx, at(0, 40)))
	read, err = record.Read(ctx, at(time.Hour, 40))
	require.NoError(t, err)
	require.Len(t, read.Readings, 1, "nothing has ended since")
	refused := at(21*24*time.Hour, 40)
	refused.Throttles = 7
	read, err = record.Read(ctx, refused)
	require.NoError(t, err)
	require.EqualValues(t, 7, read.Readings[0].Throttles, "those of three weeks are not told as of now")
	read, err = record.Read(ctx, at(time.Hour, 41))
	require.NoError(t, err)
	require.Empty(t, read.Readings, "something has, and nobody says when")
}
