//go:build slow

package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// TestKilledWithNumbersInHandAnotherWorkerEndsThem is behind the tag slow: it
// waits for the leases of a dead process, about two minutes.
//
//	go test -tags slow -run Killed ./cmd/trackreg
func TestKilledWithNumbersInHandAnotherWorkerEndsThem(t *testing.T) {
	const n = 500
	vendor, env := vendorAt(t, sandbox.Options{Service: sandbox.Span{Min: 2 * time.Second}})
	server := redistest.RequireReal(t, redistest.AppendOnly())
	l := newLab(t, append(env, "TRACKREG_REDIS_URL="+server.URL, "TRACKREG_ACCOUNTS_MAIN_REQUESTS_PER_SECOND=3")...)
	require.Equal(t, exitDone, l.run("enqueue", l.file("n.txt", numbers(n))).code)
	client := server.Client()
	stand := func(is func(queue.Counts) bool) bool {
		all, err := queue.ReadCounts(t.Context(), client, "main-bulk")
		return err == nil && is(all[0])
	}

	first, _ := process(t, l.env, "worker")
	eventually(t, "it holds them all, some in calls", func() bool {
		return stand(func(c queue.Counts) bool { return c.Active == n }) && vendor.Summary("demo").Numbers > 0
	})
	require.NoError(t, first.Process.Kill())
	_ = first.Wait() // killed

	_, errs := process(t, l.env, "worker")
	ended := func(c queue.Counts) bool { return c.Active+c.Pending+c.Retry+c.Scheduled+c.Archived == 0 }
	require.Eventually(t, func() bool { return stand(ended) }, 10*time.Minute, time.Second, "all to end:\n%v", errs)
	outcomes, err := client.XRange(t.Context(), keyspace.Account("main").Out(), "-", "+").Result()
	require.NoError(t, err)
	tasks := map[any]bool{}
	for _, o := range outcomes {
		require.Contains(t, []any{"registered", "already_registered"}, o.Values["outcome"])
		require.Equal(t, "0", o.Values["attempts"])
		tasks[o.Values["task"]] = true
	}
	require.Len(t, tasks, n)
	summary := vendor.Summary("demo")
	require.EqualValues(t, n, summary.Registrations)
	require.Equal(t, 1, summary.MostCharged)
}
