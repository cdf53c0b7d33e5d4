package queue_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/internal/outlet/outlettest"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
)

// fail records failures of n numbers: every third exhausted, the others rejected.
func fail(t testing.TB, rdb redis.UniversalClient, n int) {
	t.Helper()
	batch := make([]queue.Outcome, n)
	for i := range batch {
		batch[i] = outlettest.Rejected(fmt.Sprintf("rr%09dcn", i))
		batch[i].At = outlettest.Noon.Add(time.Duration(i) * time.Second)
		if i%3 == 0 {
			batch[i].Outcome, batch[i].Code, batch[i].Remedy = queue.Exhausted, -18019911, "carrier_unavailable"
		}
	}
	require.NoError(t, outlet.NewRecorder(rdb).Record(context.Background(), batch))
}

func TestFailuresAreFiltered(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		fail(t, rdb, 3000)
		failures := queue.NewFailures(rdb, "main")
		n, err := failures.Len(ctx)
		require.NoError(t, err)
		require.EqualValues(t, 3000, n)
		for name, c := range map[string]struct {
			pick queue.Filter
			want int
		}{
			"all":           {queue.Filter{}, 3000},
			"class":         {queue.Filter{Class: queue.Retryable}, 1000},
			"outcome":       {queue.Filter{Outcome: queue.Rejected}, 2000},
			"code":          {queue.Filter{Code: -18010019}, 2000},
			"remedy":        {queue.Filter{Remedy: "carrier_unavailable"}, 1000},
			"number":        {queue.Filter{Number: " Rr000000007Cn"}, 1},
			"since":         {queue.Filter{Since: outlettest.Noon.Add(2990 * time.Second)}, 10},
			"before":        {queue.Filter{Before: outlettest.Noon.Add(10 * time.Second)}, 10},
			"several":       {queue.Filter{Class: queue.Retryable, Before: outlettest.Noon.Add(10 * time.Second)}, 4},
			"contradictory": {queue.Filter{Class: queue.Retryable, Code: -18010019}, 0},
		} {
			got := 0
			for f, err := range failures.All(ctx, c.pick) {
				require.NoError(t, err)
				require.Equal(t, "register", f.Op())
				require.Equal(t, 3011, f.Carrier())
				got++
			}
			require.Equal(t, c.want, got, name)
		}
		counts, err := failures.Count(ctx, queue.Filter{})
		require.NoError(t, err)
		require.Equal(t, map[queue.Cause]int{
			{Class: queue.Terminal, Code: -18010019, Remedy: "add_postal_code"}:      2000,
			{Class: queue.Retryable, Code: -18019911, Remedy: "carrier_unavailable"}: 1000,
		}, counts)
		found, err := failures.Get(ctx, "register:3011:RR000000007CN", "register:0:NONE")
		require.NoError(t, err)
		require.Len(t, found, 1)
		require.Equal(t, "RR000000007CN", found["register:3011:RR000000007CN"].Number())
	})
}

func TestFailuresShowWhatIsNoRecord(t *testing.T) {
	ctx := t.Context()
	rdb := redistest.Embedded(t)
	require.NoError(t, rdb.HSet(ctx, "trackreg:{main}:failures", "register:0:X", "garbage").Err())
	found, err := queue.NewFailures(rdb, "main").Get(ctx, "register:0:X")
	require.NoError(t, err)
	require.Contains(t, found["register:0:X"].Message, "not a record")
	require.Equal(t, `"garbage"`, string(found["register:0:X"].Payload))
}

func TestDropRemovesWhatIsPicked(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		failures := queue.NewFailures(rdb, "main")
		n, err := failures.Drop(ctx, queue.Filter{})
		require.NoError(t, err)
		require.Zero(t, n)
		fail(t, rdb, 3000)
		n, err = failures.Drop(ctx, queue.Filter{Class: queue.Terminal})
		require.NoError(t, err)
		require.Equal(t, 2000, n)
		left, err := failures.Count(ctx, queue.Filter{})
		require.NoError(t, err)
		require.Equal(t, map[queue.Cause]int{{Class: queue.Retryable, Code: -18019911, Remedy: "carrier_unavailable"}: 1000}, left)
	})
}

// TestAFailureWithoutItsPersonalDataCanBeTriedAgain, also that of an import's row.
func TestAFailureWithoutItsPersonalDataCanBeTriedAgain(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		entry, err := queue.ParseEntry([]byte(`{"number":"AB12345","carrier":3011,"destination_postal_code":"10115 Roe","_ref":"o-7"}`))
		require.NoError(t, err)
		row, err := entry.From("nightly@2026-11-24T02:00#17", nil)
		require.NoError(t, err)
		require.NoError(t, outlet.NewRecorder(rdb).Record(ctx, []queue.Outcome{{
			Account: "main", Op: queue.Register, Number: row.Number, GivenCarrier: row.Carrier, Outcome: queue.Rejected, Code: -18010019, Remedy: "x",
			Message: "'10115 Roe' is wrong", Task: row.TaskID(queue.Register), Queue: "main-bulk", Payload: row.Payload,
		}}))
		failures := queue.NewFailures(rdb, "main")
		for _, want := range []int{1, 0} {
			n, err := failures.Redact(ctx, time.Now().Add(time.Hour))
			require.NoError(t, err)
			require.Equal(t, want, n)
		}
		for f, err := range failures.All(ctx, queue.Filter{}) {
			require.NoError(t, err)
			require.JSONEq(t, `{"number":"AB12345","carrier":3011,"_ref":"o-7"}`, string(f.Payload))
			require.Empty(t, f.Message)
			require.Equal(t, -18010019, f.Code)
		}
		tally, err := failures.Retry(ctx, queue.Filter{}, nil)
		require.NoError(t, err)
		require.Equal(t, queue.Tally{Enqueued: 1}, tally)
	})
}

// TestDropDeletesTheArchivedTwin, whose payload holds what the failure's did, and no task that is to
// be tried.
func TestDropDeletesTheArchivedTwin(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		inspector := asynq.NewInspectorFromRedisClient(rdb)
		producer := queue.NewProducer(rdb, queue.Account("main"), queue.Bulk())
		var outcomes []queue.Outcome
		for i := range 40 {
			entry, err := queue.ParseEntry(fmt.Appendf(nil, `{"number":"AB%06d"}`, i))
			require.NoError(t, err)
			receipt, err := producer.Enqueue(ctx, entry)
			require.NoError(t, err)
			if i > 0 {
				require.NoError(t, inspector.ArchiveTask("main-bulk", receipt.TaskID))
			}
			outcomes = append(outcomes, queue.Outcome{
				Account: "main", Op: queue.Register, Number: entry.Number, Outcome: queue.Rejected, Task: receipt.TaskID, Queue: "main-bulk", Payload: entry.Payload,
			})
		}
		require.NoError(t, outlet.NewRecorder(rdb).Record(ctx, outcomes))
		n, err := queue.NewFailures(rdb, "main").Drop(ctx, queue.Filter{})
		require.NoError(t, err)
		require.Equal(t, 40, n)
		counts, err := queue.ReadCounts(ctx, rdb, "main-bulk")
		require.NoError(t, err)
		require.Zero(t, counts[0].Archived)
		require.EqualValues(t, 1, counts[0].Pending)
	})
}

func TestRetryEnqueuesAnewAndKeepsTheRecord(t *testing.T) {
	const n = 1500
	ctx := t.Context()
	rdb := redistest.Start(t).Client()
	fail(t, rdb, n)
	failures := queue.NewFailures(rdb, "main")

	for _, want := range []queue.Tally{{Enqueued: 500}, {Duplicates: 500}} {
		told := 0
		tally, err := failures.Retry(ctx, queue.Filter{Class: queue.Retryable}, func(f queue.Failure, r queue.Receipt, err error) {
			require.NoError(t, err)
			require.Equal(t, queue.Exhausted, f.Outcome)
			require.Equal(t, "main-bulk", r.Queue, "where it came from")
			told++
		})
		require.NoError(t, err)
		require.Equal(t, want, tally)
		require.Equal(t, 500, told)
	}
	left, err := failures.Len(ctx)
	require.NoError(t, err)
	require.EqualValues(t, n, left, "until the numbers are registered")
}

func TestRetryDeletesTheArchivedTask(t *testing.T) {
	ctx := t.Context()
	rdb := redistest.Start(t).Client()
	inspector := asynq.NewInspectorFromRedisClient(rdb)
	e := parse(t, `{"number":"RR123456789CN"}`)
	for _, id := range []string{e.TaskID("register"), "9f1c-a-foreign-id"} {
		_, err := asynq.NewClientFromRedisClient(rdb).EnqueueContext(ctx, asynq.NewTask("tracking:register", e.Payload), asynq.Queue("main-live"), asynq.TaskID(id))
		require.NoError(t, err)
		require.NoError(t, inspector.ArchiveTask("main-live", id))
		require.NoError(t, outlet.NewRecorder(rdb).Record(ctx, []queue.Outcome{{Account: "main", Op: "register", Task: id,
			Number: e.Number, Outcome: queue.Exhausted, Payload: e.Payload, Queue: "main-live"}}))

		tally, err := queue.NewFailures(rdb, "main").Retry(ctx, queue.Filter{}, nil)
		require.NoError(t, err)
		require.Equal(t, 1, tally.Enqueued+tally.Duplicates)
		counts, err := queue.ReadCounts(ctx, rdb, "main-live")
		require.NoError(t, err)
		require.Zero(t, counts[0].Archived, id)
		require.EqualValues(t, 1, counts[0].Pending)
	}
}

func TestRetryPassesOverWhatIsNoEntry(t *testing.T) {
	ctx := t.Context()
	rdb := redistest.Start(t).Client()
	fail(t, rdb, 2)
	require.NoError(t, outlet.NewRecorder(rdb).Record(ctx, []queue.Outcome{{Account: "main", Op: "register", Task: "x", Outcome: queue.Rejected, Payload: []byte("no JSON")}}))
	tally, err := queue.NewFailures(rdb, "main").Retry(ctx, queue.Filter{}, func(f queue.Failure, _ queue.Receipt, err error) {
		if f.Task == "x" {
			var refused *queue.EntryError
			require.ErrorAs(t, err, &refused)
		}
	})
	require.NoError(t, err)
	require.Equal(t, queue.Tally{Enqueued: 2, Failed: 1}, tally)
}

// BenchmarkRetry reports how many failures a second are enqueued anew.
func BenchmarkRetry(b *testing.B) {
	rdb := redistest.RequireReal(b).Client()
	fail(b, rdb, b.N)
	b.ResetTimer()
	tally, err := queue.NewFailures(rdb, "main").Retry(b.Context(), queue.Filter{}, nil)
	require.NoError(b, err)
	require.Equal(b, b.N, tally.Enqueued)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "numbers/s")
}
