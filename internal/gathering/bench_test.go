package gathering_test

import (
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/gathering"
	"github.com/trackreg/trackreg/internal/redisconn"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
)

// BenchmarkEnqueue shows what 256 goroutines enqueue through one asynq client.
func BenchmarkEnqueue(b *testing.B) {
	b.Run("plain", func(b *testing.B) {
		enqueue(b, func(c redis.UniversalClient) redis.UniversalClient { return c })
	})
	b.Run("gathered", func(b *testing.B) { enqueue(b, gathering.New) })
	b.Run("go-redis", func(b *testing.B) {
		enqueue(b, func(c redis.UniversalClient) redis.UniversalClient {
			piped, err := c.AutoPipeline()
			require.NoError(b, err)
			return piped
		})
	})
}

func enqueue(b *testing.B, wrap func(redis.UniversalClient) redis.UniversalClient) {
	server := redistest.RequireReal(b)
	plain, err := redisconn.Open(redisconn.Options{URL: server.URL})
	require.NoError(b, err)
	defer plain.Close()
	client := asynq.NewClientFromRedisClient(wrap(plain))
	var next atomic.Int64
	var wg sync.WaitGroup
	b.ResetTimer()
	for range 256 {
		wg.Go(func() {
			for i := next.Add(1); i <= int64(b.N); i = next.Add(1) {
				task := asynq.NewTask("tracking:register", []byte(`{"number":"RR123456789CN","carrier":3011}`))
				if _, err := client.Enqueue(task, asynq.TaskID(strconv.FormatInt(i, 10)), asynq.Queue("main-bulk")); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "numbers/s")
}
