package realtest_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17/sandbox"
	"github.com/trackreg/trackreg/worker"
	"github.com/trackreg/trackreg/worker/internal/workrig"
)

// TestARestoredSnapshotLosesNothing takes a snapshot while an account is at work, lets that go on as
// after a backup, and has a worker on a Redis that was made of the snapshot: every number that had been
// enqueued has its outcome there, none is charged twice, and what was closed or failed is as it was.
func TestARestoredSnapshotLosesNothing(t *testing.T) {
	t.Parallel()
	before := redistest.RequireReal(t)
	r := workrig.New(t, before.Client(), sandbox.Options{Service: sandbox.Span{Min: 300 * time.Millisecond}})
	var payloads []string
	for range 1500 {
		payloads = append(payloads, r.Number())
	}
	tasks := r.Enqueue("main", payloads...)
	refused := r.Enqueue("main", `{"number":"SBX18010019A"}`)[0]
	waiting := r.Enqueue("closed", r.Number(), r.Number())
	_, err := gate.New(r.Redis, keyspace.Account("closed").Gate(), gate.Options{}).Pause(t.Context(), "stocktaking")
	require.NoError(t, err)
	paced := r.Account("main", func(a *worker.Account) { a.RequestsPerSecond = 10 })
	stop := r.Work(r.Options(paced, r.Account("closed")))
	require.Eventually(t, func() bool { return len(r.Outcomes("main")) >= 300 }, workrig.Patience, workrig.PollEvery)

	restored := snapshotOf(t, r.Redis)
	taken := len(r.Outcomes("main"))
	require.Less(t, taken, len(tasks), "it is in the midst of its work")
	require.Eventually(t, func() bool { return len(r.Outcomes("main")) > taken+100 }, workrig.Patience, workrig.PollEvery)
	stop()
	before.Stop()

	after := *r
	after.Redis = restored
	counts, err := queue.ReadCounts(t.Context(), restored, "main-live", "main-bulk")
	require.NoError(t, err)
	require.Positive(t, counts[0].Active+counts[1].Active, "some were with a worker")
	aged(t, restored, "main-bulk", "main-live", "closed-bulk", "closed-live")
	after.Work(after.Options(after.Account("main"), after.Account("closed")))
	after.Await("main", append(tasks, refused)...)
	require.EqualValues(t, len(tasks), r.Vendor.Summary("key-of-main").Registrations, "a repeat costs nothing")
	failures, err := queue.NewFailures(restored, "main").Len(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 1, failures)
	state, err := gate.New(restored, keyspace.Account("closed").Gate(), gate.Options{}).Read(t.Context())
	require.NoError(t, err)
	require.Equal(t, "stocktaking", state.Account.Why)
	require.Empty(t, after.Outcomes("closed"))

	_, err = gate.New(restored, keyspace.Account("closed").Gate(), gate.Options{}).Resume(t.Context())
	require.NoError(t, err)
	after.Await("closed", waiting...)
}

// snapshotOf is a Redis made of a copy of another's snapshot, as docs/deploy.md says.
func snapshotOf(t *testing.T, rdb redis.UniversalClient) redis.UniversalClient {
	t.Helper()
	require.NoError(t, rdb.Save(t.Context()).Err())
	folder, err := rdb.ConfigGet(t.Context(), "dir").Result()
	require.NoError(t, err)
	copied, err := os.ReadFile(filepath.Join(folder["dir"], "dump.rdb"))
	require.NoError(t, err)
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "dump.rdb"), copied, 0o600))
	return redistest.RequireReal(t, redistest.Args("--dir", dir)).Client()
}

// aged has the leases of a snapshot be two minutes older, as those of one that lay somewhere are: asynq
// waits for their end, and half a minute longer.
func aged(t *testing.T, rdb redis.UniversalClient, queues ...string) {
	t.Helper()
	for _, name := range queues {
		key := "asynq:{" + name + "}:lease"
		leases, err := rdb.ZRangeWithScores(t.Context(), key, 0, -1).Result()
		require.NoError(t, err)
		for _, lease := range leases {
			require.NoError(t, rdb.ZIncrBy(t.Context(), key, -120, lease.Member.(string)).Err())
		}
	}
}
