package metrics_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/internal/view/metrics"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17"
	"github.com/trackreg/trackreg/worker"
)

// many are the names of as many accounts.
func many(n int) []string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf("account%d", i))
	}
	return all
}

// BenchmarkCount is one full call with its 40 outcomes.
func BenchmarkCount(b *testing.B) {
	names := many(40)
	m := metrics.New(metrics.Options{Accounts: names})
	b.ReportAllocs()
	for i := range b.N {
		name := names[i%len(names)]
		m.Call(worker.Call{
			Account: name, Size: 40, Disposition: track17.Done, Took: time.Second / 3,
			SlotWaits: []worker.SlotWait{{Class: worker.BulkClass, Took: time.Second}},
		})
		for range 40 {
			m.Outcome(queue.Outcome{Account: name, Outcome: queue.Registered})
		}
	}
}

// sampled40 is a sampler of 40 accounts, and the metrics that show it.
func sampled40(b *testing.B) (*metrics.Metrics, *metrics.Sampler) {
	rdb := redistest.RequireReal(b).Client()
	names := many(40)
	m := metrics.New(metrics.Options{Accounts: names, Receivers: names})
	o := metrics.SampleOptions{Redis: rdb, OnRedis: func(err error) { require.NoError(b, err) }}
	producer := queue.NewProducer(rdb)
	for _, name := range names {
		o.Accounts = append(o.Accounts, metrics.Account{Subject: standing.Subject{Name: name, Gate: gate.Options{RequestsPerSecond: 3, BatchSize: 40}}})
		require.NoError(b, queue.NewOutcomes(rdb, name, keyspace.WebhookGroup, queue.FollowOptions{}).Begin(b.Context()))
		entry, err := queue.FromFields([]queue.Field{{Name: "number", Value: "RR123456785CN"}})
		require.NoError(b, err)
		for _, place := range []queue.Option{queue.Live(), queue.Bulk()} {
			_, err = producer.Enqueue(b.Context(), entry, queue.Account(name), place)
			require.NoError(b, err)
		}
	}
	s := m.Sample(o)
	s.Take(b.Context())
	return m, s
}

// BenchmarkSample is what each process asks of Redis every 5 s for 40 accounts.
func BenchmarkSample(b *testing.B) {
	_, s := sampled40(b)
	b.ReportAllocs()
	for b.Loop() {
		s.Take(b.Context())
	}
}

// BenchmarkScrape is a scrape of a process with 40 accounts.
func BenchmarkScrape(b *testing.B) {
	m, _ := sampled40(b)
	b.ReportAllocs()
	for b.Loop() {
		_, err := m.Registry().Gather()
		require.NoError(b, err)
	}
}
