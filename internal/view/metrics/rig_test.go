package metrics_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"
	dto "github.com/prometheus/client_model/go"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/internal/view/metrics"
	"github.com/trackreg/trackreg/internal/webhook"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17"
	"github.com/trackreg/trackreg/worker"
)

var limits = gate.Options{RequestsPerSecond: 3, BatchSize: 40, QuotaWarn: 1000}

// account is one that is sampled.
func account(name string) metrics.Account {
	return metrics.Account{Subject: standing.Subject{Name: name, Gate: limits}, OutcomesMax: 1_000_000}
}

// newMetrics are those of main, which has a receiver.
func newMetrics() *metrics.Metrics {
	return metrics.New(metrics.Options{
		Build: metrics.Build{Version: "v1.2.3", Revision: "abc"}, Accounts: []string{"main"}, Receivers: []string{"main"},
	})
}

// shown is what a process shows in which everything there is to show has happened;
// the tests share it. It needs a real Redis, since the embedded one tells no memory.
func shown(t *testing.T) []*dto.MetricFamily {
	t.Helper()
	gathered.once.Do(func() { gathered.families = gatherFull(t) })
	if gathered.families == nil {
		t.Skip("nothing could be gathered")
	}
	return gathered.families
}

var gathered struct {
	once     sync.Once
	families []*dto.MetricFamily
}

// gatherFull samples an account of which there is everything to show.
func gatherFull(t *testing.T) []*dto.MetricFamily {
	rdb := redistest.RequireReal(t, redistest.Args("--maxmemory", "256mb", "--maxmemory-policy", "noeviction")).Client()
	fill(t, rdb)
	m := newMetrics()
	m.Call(worker.Call{
		Account: "main", Op: queue.Register, Size: 40, Disposition: track17.Done, Took: time.Second / 3,
		SlotWaits: []worker.SlotWait{{Class: worker.LiveClass, Took: time.Second}},
	})
	m.Outcome(queue.Outcome{Account: "main", Outcome: queue.Registered})
	m.Post(webhook.Post{Account: "main", Outcomes: 7, Result: webhook.Taken, Took: time.Second})
	s := m.Sample(metrics.SampleOptions{
		Redis: rdb, Accounts: []metrics.Account{account("main")}, OnRedis: func(err error) { require.NoError(t, err) },
		Ready: func() bool { return true },
		Imports: func(context.Context) ([]standing.Import, error) {
			return []standing.Import{{Name: "nightly", Account: "main", Runs: []standing.Run{
				{State: ledger.State{Phase: ledger.Feeding, Share: 0.5, Counts: ledger.Counts{Read: 1000, Queued: 900}}},
				{State: ledger.State{Phase: ledger.Finished, Ended: time.Unix(1_700_000_000, 0)}},
			}}}, nil
		},
	})
	s.Take(t.Context())
	problems, err := testutil.GatherAndLint(m.Registry())
	require.NoError(t, err)
	require.Empty(t, problems, "promlint")
	all, err := m.Registry().Gather()
	require.NoError(t, err)
	return all
}

// serve has somebody say that he serves an account.
func serve(t *testing.T, rdb redis.UniversalClient, account string) {
	t.Helper()
	now := time.Now()
	said := fmt.Sprintf(`%d %d {"host":"shop","pid":7,"version":"v1.2.3"}`, now.UnixMicro(), now.Add(50*time.Second).UnixMicro())
	require.NoError(t, rdb.HSet(t.Context(), keyspace.Account(account).Workers(), "shop-7", said).Err())
}

// fill gives the account main something of everything.
func fill(t *testing.T, rdb redis.UniversalClient) {
	ctx := t.Context()
	keys := keyspace.Account("main")
	serve(t, rdb, "main")
	producer := queue.NewProducer(rdb)
	for _, number := range []string{"RR123456785CN", "RR123456799CN"} {
		entry, err := queue.FromFields([]queue.Field{{Name: "number", Value: number}})
		require.NoError(t, err)
		_, err = producer.Enqueue(ctx, entry, queue.Bulk())
		require.NoError(t, err)
	}
	require.NoError(t, queue.NewOutcomes(rdb, "main", keyspace.WebhookGroup, queue.FollowOptions{}).Begin(ctx))
	require.NoError(t, outlet.NewRecorder(rdb).Record(ctx, []queue.Outcome{
		{Task: "a", Account: "main", Op: queue.Register, Number: "A", Outcome: queue.Registered},
		{Task: "b", Account: "main", Op: queue.Register, Number: "B", Outcome: queue.Rejected, Code: -18010012},
	}))
	require.NoError(t, rdb.HSet(ctx, keys.Own("webhook"), "answer", "it answers 500", "at", "2026-03-01T12:00:00Z", "since", "2026-03-01T11:00:00Z", "tries", 3).Err())
	require.NoError(t, rdb.XGroupCreateMkStream(ctx, keys.In(), keyspace.InletGroup, "0").Err())
	for _, stream := range []string{keys.In(), keys.Refused()} {
		require.NoError(t, rdb.XAdd(ctx, &redis.XAddArgs{Stream: stream, Values: []any{"number", "A"}}).Err())
	}
	g := gate.New(rdb, keys.Gate(), limits)
	slot, err := g.Take(ctx, []gate.Class{{Lane: gate.QuotaLane}})
	require.NoError(t, err)
	_, err = g.ReportQuota(ctx, slot.Lease, gate.QuotaReading{Remain: 5000, TodayUsed: 20, MaxDaily: 100, Total: 6000, Used: 1000})
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		slot, err = g.Take(ctx, []gate.Class{{Lane: queue.Register, Spends: true, Fresh: true}})
		return err == nil && len(slot.May) > 0
	}, time.Minute, 10*time.Millisecond)
	_, err = g.Report(ctx, gate.Report{Kind: gate.Success, Lease: slot.Lease, Sent: 1, Accepted: 1})
	require.NoError(t, err)
	_, err = g.Pause(ctx, "stocktaking")
	require.NoError(t, err)
}
