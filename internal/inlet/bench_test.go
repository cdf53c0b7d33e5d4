package inlet_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/inlet"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
)

// BenchmarkFlat is entries of one number each, from the stream to the queue.
func BenchmarkFlat(b *testing.B) {
	drain(b, b.N, func(pipe redis.Pipeliner, i int) {
		pipe.XAdd(b.Context(), &redis.XAddArgs{Stream: in, Values: []any{
			"number", fmt.Sprintf("RR%09dCN", i), "carrier", "3011", "tag", fmt.Sprintf("order-%d", i), "queue", "bulk",
		}})
	})
}

// BenchmarkArrays is entries of 1,000 numbers each.
func BenchmarkArrays(b *testing.B) {
	const items = 1000
	drain(b, b.N, func(pipe redis.Pipeliner, i int) {
		if i%items != 0 {
			return
		}
		texts := make([]string, min(items, b.N-i))
		for j := range texts {
			texts[j] = fmt.Sprintf(`{"number":"RR%09dCN","carrier":3011,"tag":"order-%d"}`, i+j, i+j)
		}
		pipe.XAdd(b.Context(), &redis.XAddArgs{Stream: in, Values: []any{"payload", "[" + strings.Join(texts, ",") + "]", "queue", "bulk"}})
	})
}

// drain reports numbers a second, by one process.
//
//trackreg:sleeps in a measurement
func drain(b *testing.B, n int, addTo func(pipe redis.Pipeliner, i int)) {
	rdb := redistest.RequireReal(b).Client()
	for from := 0; from < n; from += 10_000 {
		pipe := rdb.Pipeline()
		for i := from; i < min(n, from+10_000); i++ {
			addTo(pipe, i)
		}
		_, err := pipe.Exec(b.Context())
		require.NoError(b, err)
	}
	reader, err := inlet.New(inlet.Options{Redis: rdb, Accounts: []string{"main"}, Consumer: "me", Log: zerolog.Nop()})
	require.NoError(b, err)
	ctx, cancel := context.WithCancel(b.Context())
	ended := make(chan error, 1)
	b.ReportAllocs()
	b.ResetTimer()
	go func() { ended <- reader.Run(ctx) }()
	for waits(rdb, "main-bulk") < int64(n) {
		time.Sleep(5 * time.Millisecond)
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "numbers/s")
	b.StopTimer()
	cancel()
	require.NoError(b, <-ended)
}

// BenchmarkNotice is how long an idle inlet takes from an entry to its task.
func BenchmarkNotice(b *testing.B) {
	rdb := redistest.RequireReal(b).Client()
	reader, err := inlet.New(inlet.Options{Redis: rdb, Accounts: []string{"main", "other"}, Consumer: "me", Log: zerolog.Nop()})
	require.NoError(b, err)
	ctx, cancel := context.WithCancel(b.Context())
	ended := make(chan error, 1)
	go func() { ended <- reader.Run(ctx) }()
	b.ResetTimer()
	for i := range b.N {
		require.NoError(b, rdb.XAdd(ctx, &redis.XAddArgs{Stream: in, Values: []any{"number", fmt.Sprintf("AB%05d", i)}}).Err())
		for waits(rdb, "main-live") <= int64(i) {
			time.Sleep(100 * time.Microsecond)
		}
	}
	b.StopTimer()
	cancel()
	require.NoError(b, <-ended)
}
