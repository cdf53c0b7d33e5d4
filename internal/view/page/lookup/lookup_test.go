package lookup_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/known"
	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/view/page/lookup"
	"github.com/trackreg/trackreg/queue"
)

func find(t *testing.T, l *lookup.Looker, number string) lookup.Report {
	t.Helper()
	r, err := l.Find(t.Context(), "main", number)
	require.NoError(t, err)
	for _, look := range r.Looked {
		require.NoError(t, look.Err, look.Place)
	}
	return r
}

func enqueue(t *testing.T, rdb redis.UniversalClient, from, n int, pattern string, options ...queue.Option) {
	t.Helper()
	entries := func(yield func(queue.Entry) bool) {
		for i := from; i < from+n; i++ {
			entry, err := queue.ParseEntry(fmt.Appendf(nil, pattern, i))
			require.NoError(t, err)
			if !yield(entry) {
				return
			}
		}
	}
	_, err := queue.NewProducer(rdb).EnqueueMany(t.Context(), entries, nil, options...)
	require.NoError(t, err)
}

func TestEachPlaceIsLookedAt(t *testing.T) {
	rdb := redistest.Start(t).Client()
	l := lookup.New(rdb, map[string]int{"main": 2})
	require.False(t, find(t, l, "RR000000001CN").Found(), "in an account that was never used")

	require.NoError(t, outlet.NewRecorder(rdb).Record(t.Context(), []queue.Outcome{
		{Task: "a", Account: "main", Op: queue.Register, Number: "RR000000001CN", GivenCarrier: 3011, Outcome: queue.Rejected, Remedy: "add_phone"},
		{Task: "b", Account: "main", Op: queue.Register, Number: "RR000000002CN", Carrier: 3011, Outcome: queue.Registered},
	}))
	_, err := known.NewRecord(rdb, "main", 2).Add(t.Context(), []string{"register:3011:RR000000002CN"})
	require.NoError(t, err)
	enqueue(t, rdb, 1, 2, `{"number":"RR%09dCN","_ref":"again"}`, queue.Live())

	r := find(t, l, " rr000000001cn ")
	require.Len(t, r.Failures, 1)
	require.Len(t, r.Outcomes, 1)
	require.Len(t, r.Waiting, 1)
	require.Equal(t, "pending", r.Waiting[0].State)
	require.Equal(t, "main-live", r.Waiting[0].Queue)
	outcome, _ := r.Ended()
	require.Equal(t, queue.Rejected, outcome)
	r = find(t, l, "RR000000002CN")
	require.Equal(t, []int{3011}, r.Known, "under the carrier that the outcome names")
	require.Equal(t, []lookup.Look{
		{Place: "the queues", Far: "all 2", Found: 1}, {Place: "the failures", Far: "all 1"},
		{Place: "the newest outcomes", Far: r.Looked[2].Far, Found: 1}, {Place: "the known numbers", Far: "without a carrier and under 1 found elsewhere", Found: 1},
	}, r.Looked)
}

// TestManyOutcomesAreLookedThrough, in Redis: 35 MB of them would take longer to read.
func TestManyOutcomesAreLookedThrough(t *testing.T) {
	plainly(t)
	rdb := redistest.Start(t).Client()
	fill := func(n int) {
		_, err := rdb.Pipelined(t.Context(), func(pipe redis.Pipeliner) error {
			for i := range n {
				pipe.XAdd(t.Context(), &redis.XAddArgs{Stream: "trackreg:{main}:out", Values: []any{"number", fmt.Sprintf("RR%09dCN", i), "outcome", queue.Registered, "at", "2026-11-28T10:00:00Z"}})
			}
			return nil
		})
		require.NoError(t, err)
	}
	for range 5 {
		fill(5_000)
	}
	l := lookup.New(rdb, nil)
	r := find(t, l, "rr000000007cn")
	require.Len(t, r.Outcomes, 5)
	require.Equal(t, queue.Registered, r.Outcomes[0].Outcome.Outcome)
	require.Greater(t, r.Outcomes[0].ID, r.Outcomes[4].ID, "the newest first")
	r = find(t, l, "ZZ000000007CN")
	require.Contains(t, r.Looked[2].Far, "25,000, back to ")
	require.Contains(t, r.Left[1], "if there were any, they are kept no longer")
}

func TestWhatTrackingSaidIsFound(t *testing.T) {
	rdb := redistest.Start(t).Client()
	l := lookup.New(rdb, nil)
	r := find(t, l, "RR000000001CN")
	require.Equal(t, []string{
		"the known numbers: none are kept for this account", "the tracking stream: nothing is kept in it for this account",
	}, r.Left)
	for _, event := range []string{"TRACKING_UPDATED", "TRACKING_STOPPED"} {
		require.NoError(t, rdb.XAdd(t.Context(), &redis.XAddArgs{Stream: "trackreg:{main}:tracking", Values: []any{
			"v", "1", "from", "push", "event", event, "number", "RR000000001CN", "carrier", "3011", "status", "InTransit",
			"latest_event_at", "2026-11-27T08:00:00Z", "at", "2026-11-28T10:00:00Z",
		}}).Err())
	}
	require.NoError(t, rdb.XAdd(t.Context(), &redis.XAddArgs{Stream: "trackreg:{main}:in:refused", Values: []any{"reason", "no number"}}).Err())
	r = find(t, l, "rr000000001cn")
	require.Len(t, r.Tracking, 2)
	require.Equal(t, "TRACKING_STOPPED", r.Tracking[0].Event, "the newest first")
	require.Equal(t, 3011, r.Tracking[0].Carrier)
	require.Equal(t, "2026-11-28T10:00:00Z", r.Tracking[0].At.Format(time.RFC3339))
	require.Equal(t, "the tracking stream", r.Looked[3].Place)
	require.Equal(t, 2, r.Looked[3].Found)
	require.Equal(t, "the refused entries of the inlet, 1", r.Left[1])
	require.True(t, r.Found())
}

func TestTasksThatWaitForTheirTimeAreFound(t *testing.T) {
	rdb := redistest.Start(t).Client()
	_, err := asynq.NewClientFromRedisClient(rdb).EnqueueContext(t.Context(), asynq.NewTask("tracking:register", []byte(`{"number":"RR000000009CN"}`)),
		asynq.Queue("main-bulk"), asynq.ProcessIn(1e12))
	require.NoError(t, err)
	r := find(t, lookup.New(rdb, nil), "RR000000009CN")
	require.Len(t, r.Waiting, 1, "also under an id that is not ours")
	require.Equal(t, "scheduled", r.Waiting[0].State)
	require.False(t, r.Waiting[0].Next.IsZero())
	require.Len(t, r.Looked, 3, "an account without known numbers has none to be asked")
}

// plainly leaves a test to the plain run: under the race detector a long queue takes longer than a search may.
func plainly(t *testing.T) {
	if testing.Short() {
		t.Skip("the plain run looks through a long queue")
	}
}

// longQueues returns a Redis, a looker, and how long a queue of so many thousands is on it. Its pages are
// a tenth on the embedded server, where each task that is pushed copies the list, and the queues with them.
func longQueues(t *testing.T) (rdb redis.UniversalClient, l *lookup.Looker, thousands func(int) int) {
	t.Helper()
	plainly(t)
	server := redistest.Start(t)
	rdb = server.Client()
	l = lookup.New(rdb, nil)
	each := 1000
	if !server.Real {
		each = 100
		l.SetPage(each)
	}
	return rdb, l, func(n int) int { return n * each }
}

func TestAQueueThatImportsKeepFullIsLookedThrough(t *testing.T) {
	rdb, l, thousands := longQueues(t)
	enqueue(t, rdb, 0, thousands(50), `{"number":"RR%09dCN","carrier":3011}`, queue.Bulk())
	r := find(t, l, fmt.Sprintf("RR%09dCN", thousands(25)))
	require.Len(t, r.Waiting, 1, "in the middle")
	require.Equal(t, "all "+figures.Count(thousands(50)), r.Looked[0].Far)
}

func TestALongQueueIsLookedAtFromBothEnds(t *testing.T) {
	rdb, l, thousands := longQueues(t)
	half := thousands(33)
	enqueue(t, rdb, 0, half, `{"number":"RR%09dCN","carrier":3011}`)
	enqueue(t, rdb, 0, 1, `{"number":"QQ%09dCN"}`)
	enqueue(t, rdb, half, half, `{"number":"RR%09dCN","carrier":3011}`)
	require.Len(t, find(t, l, "RR000000100CN").Waiting, 1, "next in line")
	require.Len(t, find(t, l, fmt.Sprintf("RR%09dCN", 2*half-100)).Waiting, 1, "come last")
	// Batches are enqueued beside each other: which number is in the middle only the queue knows.
	middle, err := rdb.LRange(t.Context(), "asynq:{main-bulk}:pending", int64(half), int64(half)+1).Result()
	require.NoError(t, err)
	middle = slices.DeleteFunc(middle, func(id string) bool { return strings.Contains(id, ":QQ") })
	deep := find(t, l, strings.Split(middle[0], ":")[2])
	require.Empty(t, deep.Waiting)
	require.Equal(t, fmt.Sprintf("%s of %s tasks: those next in line and those that came last",
		figures.Count(thousands(59)+1), figures.Count(2*half+1)), deep.Looked[0].Far)
	require.Len(t, find(t, l, "QQ000000000CN").Waiting, 1, "deep, but an id that can be told")
}

func TestWhatIsNoNumberIsRefused(t *testing.T) {
	l := lookup.New(redistest.Embedded(t), nil)
	for _, number := range []string{"", "  ", "1.2E+17", "A B", string(make([]byte, 100))} {
		_, err := l.Find(t.Context(), "main", number)
		var refused *queue.EntryError
		require.ErrorAs(t, err, &refused, number)
	}
}

func TestWhatCannotBeLookedThroughIsSaid(t *testing.T) {
	server := redistest.Start(t)
	l := lookup.New(server.Client(), map[string]int{"main": 1})
	server.Stop()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r, err := l.Find(ctx, "main", "RR000000001CN")
	require.NoError(t, err)
	require.Len(t, r.Looked, 4)
	for _, look := range r.Looked {
		require.Error(t, look.Err, look.Place)
	}
}
