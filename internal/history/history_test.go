package history_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/history"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
)

// thisHour is when the hour began, by Redis's clock.
func thisHour(t testing.TB, rdb redis.UniversalClient) time.Time {
	t.Helper()
	now, err := rdb.Time(t.Context()).Result()
	require.NoError(t, err)
	return now.UTC().Truncate(time.Hour)
}

func note(t testing.TB, r *history.Record, all ...history.Reading) {
	t.Helper()
	for _, one := range all {
		require.NoError(t, r.Note(t.Context(), one))
	}
}

func story(t testing.TB, r *history.Record, name string) history.Story {
	t.Helper()
	span, ok := history.SpanOf(name)
	require.True(t, ok)
	s, err := r.Read(t.Context(), span)
	require.NoError(t, err)
	return s
}

// of is what a story tells of the step that began at a time.
func of(t testing.TB, s history.Story, at time.Time) history.Point {
	t.Helper()
	for _, p := range s.Points {
		if p.At.Equal(at) {
			return p
		}
	}
	require.FailNow(t, "the story does not tell of it", at)
	return history.Point{}
}

func TestWhatCountersGrewByIsTheHistory(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		record, hour := history.NewRecord(rdb, "main"), thisHour(t, rdb).Add(-2*time.Hour)
		note(t, record,
			history.Reading{At: hour, Totals: queue.Totals{queue.Registered: 1000}, Calls: 50},
			history.Reading{At: hour.Add(15 * time.Second), Totals: queue.Totals{queue.Registered: 1400}, Calls: 60, Backlog: 600},
			history.Reading{At: hour.Add(30 * time.Second), Totals: queue.Totals{queue.Registered: 1700, queue.Rejected: 5}, Calls: 69, Throttles: 2, Backlog: 200},
		)
		s := story(t, record, "day")
		require.Len(t, s.Points, 24)
		point := of(t, s, hour)
		require.Equal(t, history.Bucket{
			Observed: 30, Ended: map[string]int64{queue.Registered: 700, queue.Rejected: 5}, Calls: 19, Throttle: 2, Most: 600, Waited: 800 * 15,
		}, point.Bucket)
		require.InDelta(t, 400, point.Backlog(), 0.1)
		require.EqualValues(t, 705, s.Sum().Numbers())
		require.Zero(t, of(t, s, hour.Add(time.Hour)).Bucket, "nobody looked")
		for _, span := range history.Spans()[1:] {
			require.EqualValues(t, 705, story(t, record, span.Name).Sum().Numbers(), span.Name)
		}
	})
}

func TestAnHourIsShownByTheMinute(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		record := history.NewRecord(rdb, "main")
		now, err := rdb.Time(t.Context()).Result()
		require.NoError(t, err)
		minute := now.UTC().Truncate(time.Minute).Add(-20 * time.Minute)
		note(t, record,
			history.Reading{At: minute}, history.Reading{At: minute.Add(20 * time.Second), Calls: 60},
			history.Reading{At: minute.Add(61 * time.Second), Calls: 63})
		s := story(t, record, "hour")
		require.Len(t, s.Points, 60)
		counts := map[time.Time]int64{}
		for _, p := range s.Points {
			if p.Calls > 0 {
				counts[p.At] = p.Calls
			}
		}
		require.Equal(t, map[time.Time]int64{minute: 60, minute.Add(time.Minute): 3}, counts)
	})
}

// TestWhatNobodySawCountsForTheHourInWhichItWasDone has a process be killed between two readings.
func TestWhatNobodySawCountsForTheHourInWhichItWasDone(t *testing.T) {
	rdb := redistest.Embedded(t)
	record, hour := history.NewRecord(rdb, "main"), thisHour(t, rdb).Add(-5*time.Hour)
	note(t, record,
		history.Reading{At: hour, Calls: 10},
		history.Reading{At: hour.Add(15 * time.Second), Calls: 20, Backlog: 7},
		history.Reading{At: hour.Add(3 * time.Hour), Calls: 25, Backlog: 9, Closed: "hold"},
		history.Reading{At: hour.Add(3*time.Hour + 15*time.Second), Calls: 26},
	)
	s := story(t, record, "day")
	require.EqualValues(t, 15, of(t, s, hour).Calls)
	require.InDelta(t, 15, of(t, s, hour).Observed, 0.1)
	require.EqualValues(t, 7, of(t, s, hour).Most)
	require.Zero(t, of(t, s, hour.Add(time.Hour)).Bucket)
	require.Zero(t, of(t, s, hour.Add(2*time.Hour)).Bucket)
	require.EqualValues(t, 1, of(t, s, hour.Add(3*time.Hour)).Calls)
}

func TestACounterThatBeganAnewIsCountedFromZero(t *testing.T) {
	rdb := redistest.Embedded(t)
	record, hour := history.NewRecord(rdb, "main"), thisHour(t, rdb)
	note(t, record, history.Reading{At: hour, Calls: 1000}, history.Reading{At: hour.Add(15 * time.Second), Calls: 3})
	require.EqualValues(t, 3, story(t, record, "day").Sum().Calls)
}

// TestManyProcessesCountNothingTwice has them all keep the same readings at once.
// TestAClockThatWasAheadStopsNoHistory has a Redis take over whose clock is two hours behind.
func TestAClockThatWasAheadStopsNoHistory(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		record, hour := history.NewRecord(rdb, "main"), thisHour(t, rdb).Add(-4*time.Hour)
		note(t, record,
			history.Reading{At: hour.Add(2 * time.Hour), Totals: queue.Totals{queue.Registered: 1000}},
			history.Reading{At: hour, Totals: queue.Totals{queue.Registered: 1300}},
			history.Reading{At: hour.Add(15 * time.Second), Totals: queue.Totals{queue.Registered: 1400}},
		)
		p := of(t, story(t, record, "day"), hour)
		require.EqualValues(t, 400, p.Ended[queue.Registered])
		require.EqualValues(t, 15, p.Observed)
	})
}

func TestManyProcessesCountNothingTwice(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		hour := thisHour(t, rdb)
		note(t, history.NewRecord(rdb, "main"), history.Reading{At: hour})
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				record := history.NewRecord(rdb, "main")
				for i := range 20 {
					_ = record.Note(context.WithoutCancel(t.Context()), history.Reading{At: hour.Add(time.Duration(i) * time.Second), Calls: int64(10 * i)})
				}
			})
		}
		all.Wait()
		note(t, history.NewRecord(rdb, "main"), history.Reading{At: hour.Add(21 * time.Second), Calls: 200})
		require.EqualValues(t, 200, story(t, history.NewRecord(rdb, "main"), "day").Sum().Calls)
	})
}

func TestSpellsInWhichAnAccountWasClosed(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		record, hour := history.NewRecord(rdb, "main"), thisHour(t, rdb).Add(-time.Hour)
		at := func(seconds int) time.Time { return hour.Add(time.Duration(seconds) * time.Second) }
		note(t, record,
			history.Reading{At: at(0)},
			history.Reading{At: at(15), Closed: "throttle", Since: at(10)},
			history.Reading{At: at(30), Closed: "throttle", Since: at(10)},
			history.Reading{At: at(45)},
			history.Reading{At: at(60), Closed: history.Outage},
			history.Reading{At: at(75), Closed: "hold", Since: at(70)},
			history.Reading{At: at(90), Closed: "hold", Since: at(70)},
			history.Reading{At: at(4000), Closed: "hold", Since: at(70)},
		)
		s := story(t, record, "day")
		require.Equal(t, []history.Spell{
			{Reason: "throttle", From: at(10), To: at(45)},
			{Reason: history.Outage, From: at(60), To: at(75)},
			{Reason: "hold", From: at(70), To: at(4000)},
		}, s.Spells)
		require.Equal(t, map[string]float64{"throttle": 20, history.Outage: 15, "hold": 20}, s.Sum().Closed)

		note(t, record, history.Reading{At: at(8000)})
		s = story(t, record, "day")
		require.Equal(t, history.Spell{Reason: "hold", From: at(70), To: at(4000)}, s.Spells[2], "when it opened nobody saw")
	})
}

func TestAnotherSpellOfTheSameReasonIsAnother(t *testing.T) {
	rdb := redistest.Embedded(t)
	record, hour := history.NewRecord(rdb, "main"), thisHour(t, rdb)
	note(t, record,
		history.Reading{At: hour, Closed: "throttle", Since: hour},
		history.Reading{At: hour.Add(15 * time.Second), Closed: "throttle", Since: hour.Add(12 * time.Second)},
		history.Reading{At: hour.Add(30 * time.Second), Closed: "throttle", Since: hour.Add(25 * time.Second)},
	)
	require.Len(t, story(t, record, "day").Spells, 3)
}

// TestNinetyDaysTakeLittleRoom fills every hour of them, and all spells that are kept.
func TestNinetyDaysTakeLittleRoom(t *testing.T) {
	rdb := redistest.RequireReal(t).Client()
	record, hour := history.NewRecord(rdb, "main"), thisHour(t, rdb)
	fill(t, rdb, hour)
	s := story(t, record, "quarter")
	require.Len(t, s.Points, 90)
	require.Positive(t, s.Points[0].Numbers())
	keys, err := rdb.Keys(t.Context(), "trackreg:{main}:history*").Result()
	require.NoError(t, err)
	require.Greater(t, len(keys), 90)
	var bytes int64
	for _, key := range keys {
		n, err := rdb.MemoryUsage(t.Context(), key, 0).Result()
		require.NoError(t, err)
		bytes += n
		if key != "trackreg:{main}:history:newest" && key != "trackreg:{main}:history:spells" {
			require.Positive(t, rdb.TTL(t.Context(), key).Val(), key)
		}
	}
	t.Logf("90 days take %d KB in %d keys", bytes>>10, len(keys))
	require.Less(t, bytes, int64(3<<20))
}

// fill writes ninety days of a busy account: a day of it, and copies of that.
func fill(t testing.TB, rdb redis.UniversalClient, until time.Time) {
	t.Helper()
	record, day := history.NewRecord(rdb, "main"), until.Truncate(24*time.Hour)
	total := int64(1_000_000_000)
	for i := range 24 * 3 {
		total += 123_456
		r := history.Reading{At: day.Add(time.Duration(i/3)*time.Hour + time.Duration(i%3)*15*time.Second), Calls: total, Throttles: total / 7, Backlog: 1_234_567, Totals: queue.Totals{}}
		for _, outcome := range []string{queue.Registered, queue.AlreadyRegistered, queue.Rejected, queue.Exhausted, queue.Expired, queue.Known, queue.Cancelled, "stopped", "already_stopped", "found"} {
			r.Totals[outcome] = total
		}
		if i%3 == 1 {
			r.Closed, r.Since = "daily_limit", r.At.Add(-5*time.Second)
		}
		note(t, record, r)
	}
	const hash = "trackreg:{main}:history:hours:"
	hours, err := rdb.HGetAll(t.Context(), hash+day.Format("2006-01-02T15")).Result()
	require.NoError(t, err)
	for i := range 90 {
		before := day.Add(-time.Duration(i+1) * 24 * time.Hour)
		key, days := hash+before.Format("2006-01-02T15"), "trackreg:{main}:history:days:"+before.Truncate(30*24*time.Hour).Format("2006-01-02T15")
		for hour, bucket := range hours {
			require.NoError(t, rdb.HSet(t.Context(), key, before.Format(time.DateOnly)+hour[len(time.DateOnly):], bucket).Err())
			require.NoError(t, rdb.HSet(t.Context(), days, before.Format(time.DateOnly), bucket).Err())
		}
		require.NoError(t, rdb.Expire(t.Context(), key, time.Hour).Err())
		require.NoError(t, rdb.Expire(t.Context(), days, time.Hour).Err())
	}
	spell, err := rdb.LIndex(t.Context(), "trackreg:{main}:history:spells", 0).Result()
	require.NoError(t, err)
	for range 2000 {
		require.NoError(t, rdb.LPush(t.Context(), "trackreg:{main}:history:spells", spell).Err())
	}
}

func BenchmarkReadQuarter(b *testing.B) {
	rdb := redistest.RequireReal(b).Client()
	now, err := rdb.Time(b.Context()).Result()
	require.NoError(b, err)
	fill(b, rdb, now.UTC().Truncate(time.Hour))
	record := history.NewRecord(rdb, "main")
	span, _ := history.SpanOf("quarter")
	for b.Loop() {
		if _, err := record.Read(b.Context(), span); err != nil {
			b.Fatal(err)
		}
	}
}

func ExampleSpanOf() {
	span, ok := history.SpanOf("week")
	fmt.Println(span.Over, span.Step, ok)
	// Output: 168h0m0s 1h0m0s true
}
