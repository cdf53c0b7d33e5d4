package realtest_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/gathering"
	"github.com/trackreg/trackreg/internal/redisconn"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/worker"
	"github.com/trackreg/trackreg/worker/internal/workrig"
)

// TestAFailoverUnderLoadLosesNothing kills the master of a Sentinel group while
// numbers are registered. What the replica has is the master's past, so a
// number may be sent again; it is neither lost, nor blamed, nor charged twice.
// One that the master had just handed out, and died before it could say so, is
// in nobody's hands and comes again once its lease has run out.
func TestAFailoverUnderLoadLosesNothing(t *testing.T) {
	t.Parallel()
	group := redistest.StartSentinels(t)
	r := inTroubleAt(t, group.Master, group.URL)
	ids := r.foreignNumbers(200)
	require.EqualValues(t, 1, group.Master.Client().Wait(t.Context(), 1, 0).Val(), "the replica has them all")
	r.start()
	r.working(false)
	group.Master.Kill()
	group.AwaitFailover(t)
	r.admin = group.Replica.Client()
	r.Redis = r.admin
	require.Less(t, len(r.Outcomes("main")), len(ids), "it was still at work")
	r.requireEnded(leasesRunOut, "main", ids)
}

// requireEnded checks that every number is at the vendor, was charged once and
// blamed for nothing, though it may have been sent twice.
func (r *troubled) requireEnded(most time.Duration, account string, ids []string) {
	r.T.Helper()
	got := r.AwaitFor(most, account, ids...)
	for _, id := range ids {
		for _, o := range got[id] {
			require.Contains(r.T, []string{queue.Registered, queue.AlreadyRegistered}, o["outcome"], o)
			require.Equal(r.T, "0", o["attempts"])
		}
	}
	summary := r.Vendor.Summary("key-of-" + account)
	require.EqualValues(r.T, len(ids), summary.Registrations)
	require.Equal(r.T, 1, summary.MostCharged)
}

// TestTwoWorkersOnACluster has two processes' workers register the numbers of
// several accounts, whose keys lie on different nodes of a Cluster.
func TestTwoWorkersOnACluster(t *testing.T) {
	t.Parallel()
	cluster := redistest.StartCluster(t, 3)
	r := inTroubleAt(t, cluster.Nodes[0], cluster.URL)
	var accounts []worker.Account
	ids := map[string][]string{}
	for i := range 6 {
		name := fmt.Sprintf("shop_%d", i)
		accounts = append(accounts, r.Account(name, func(a *worker.Account) { a.RequestsPerSecond = 20 }))
		var payloads []string
		for n := range 100 {
			payloads = append(payloads, fmt.Sprintf(`{"number":"GOOD%d%04d","carrier":3011}`, i, n))
		}
		r.Redis = r.client
		ids[name] = r.Enqueue(name, payloads...)
	}
	for range 2 {
		second, err := redisconn.Open(redisconn.Options{URL: cluster.URL})
		require.NoError(t, err)
		t.Cleanup(func() { _ = second.Close() })
		o := r.Options(accounts...)
		o.Redis, o.Inlet = gathering.New(second), true
		r.Work(o)
	}
	for name, tasks := range ids {
		r.requireEnded(workrig.Patience, name, tasks)
	}
	for _, node := range cluster.Nodes {
		require.NotZero(t, node.Client().DBSize(t.Context()).Val(), "every node has its share")
	}
}
