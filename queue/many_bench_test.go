package queue_test

import (
	"context"
	"fmt"
	"iter"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
)

// entries yields n entries that are parsed on the way, as those of a file are.
func entries(tb testing.TB, n int) iter.Seq[queue.Entry] {
	return func(yield func(queue.Entry) bool) {
		for i := range n {
			e, err := queue.ParseEntry(fmt.Appendf(nil, `{"number":"RR%09dCN","carrier":3011,"tag":"order-%d"}`, i, i))
			require.NoError(tb, err)
			if !yield(e) {
				return
			}
		}
	}
}

// BenchmarkEnqueueMany reports numbers a second, from text to Redis, by one process.
func BenchmarkEnqueueMany(b *testing.B) {
	rdb := redistest.RequireReal(b).Client()
	producer := queue.NewProducer(rdb)
	b.ReportAllocs()
	b.ResetTimer()
	tally, err := producer.EnqueueMany(context.Background(), entries(b, b.N), nil)
	require.NoError(b, err)
	require.Equal(b, b.N, tally.Enqueued)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "numbers/s")
}

// BenchmarkEnqueue is one number at a time: a round trip each.
func BenchmarkEnqueue(b *testing.B) {
	rdb := redistest.RequireReal(b).Client()
	producer := queue.NewProducer(rdb)
	b.ResetTimer()
	for e := range entries(b, b.N) {
		_, err := producer.Enqueue(context.Background(), e)
		require.NoError(b, err)
	}
}
