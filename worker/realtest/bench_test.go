package realtest_test

import (
	"fmt"
	"iter"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/gathering"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17"
	"github.com/trackreg/trackreg/track17/sandbox"
	"github.com/trackreg/trackreg/worker"
	"github.com/trackreg/trackreg/worker/internal/workrig"
)

// BenchmarkUnthrottled shows what one account's pipeline carries when the
// vendor sets no limit; Redis and the vendor run on the same machine.
func BenchmarkUnthrottled(b *testing.B) {
	server := redistest.RequireReal(b)
	rdb := gathering.New(server.Client())
	vendor := sandbox.New(sandbox.Options{})
	front := httptest.NewServer(vendor)
	defer front.Close()
	defer vendor.Close()

	entries := benchEntries(b, b.N)
	_, err := queue.NewProducer(rdb).EnqueueMany(b.Context(), entries, nil)
	require.NoError(b, err)
	ended := make(chan struct{}, b.N)
	o := worker.Options{
		Redis: rdb, Operations: []*track17.Operation{track17.Register()}, RequestsInFlight: 16,
		CallTimeout: 5 * time.Second, MaxAttempts: 3, RetryMin: time.Second, RetryMax: time.Second, ShutdownTimeout: 10 * time.Second,
		Log: zerolog.Nop(), OnOutcome: func(queue.Outcome) { ended <- struct{}{} },
		Accounts: []worker.Account{{
			Name: "main", RequestsPerSecond: 250, BatchSize: 40, QuotaPoll: time.Hour, OutcomesMax: 1_000_000,
			Vendor: track17.NewClient(track17.Options{BaseURL: front.URL + "/track/v2.4", Key: func() string { return "bench" }}),
		}},
	}
	w, err := worker.New(o)
	require.NoError(b, err)
	before := redisCPU(b, server.Client())
	b.ResetTimer()
	stop := workrig.Start(b, w)
	for range b.N {
		<-ended
	}
	b.StopTimer()
	stop()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "numbers/s")
	b.ReportMetric((redisCPU(b, server.Client())-before).Seconds()*1e6/float64(b.N), "redis-µs/number")
	b.ReportMetric(float64(b.N)/float64(vendor.Summary("bench").ByCall["register"]), "numbers/call")
}

// benchEntries are n different numbers that the vendor takes.
func benchEntries(b *testing.B, n int) iter.Seq[queue.Entry] {
	return func(yield func(queue.Entry) bool) {
		for i := range n {
			entry, err := queue.ParseEntry(fmt.Appendf(nil, `{"number":"BENCH%010d","carrier":3011}`, i))
			require.NoError(b, err)
			if !yield(entry) {
				return
			}
		}
	}
}

// redisCPU is the processor time that Redis has used so far.
func redisCPU(b *testing.B, rdb *redis.Client) time.Duration {
	info, err := rdb.InfoMap(b.Context(), "cpu").Result()
	require.NoError(b, err)
	var total time.Duration
	for _, field := range []string{"used_cpu_user", "used_cpu_sys"} {
		seconds, err := strconv.ParseFloat(info["CPU"][field], 64)
		require.NoError(b, err)
		total += time.Duration(seconds * float64(time.Second))
	}
	return total
}
