package monitor_test

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/trackreg/trackreg/internal/gathering"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/web"
	"github.com/trackreg/trackreg/internal/web/browsertest"
	"github.com/trackreg/trackreg/internal/web/monitor"
)

var chromium browsertest.Browser

func TestMain(m *testing.M) { goleak.VerifyTestMain(chromium.Around(m)) }

const token = "open-sesame"

// serve runs the worker's server with a monitor of the Redis, and returns its
// address. An empty token is none; others are those that may one thing.
func serve(t *testing.T, client redis.UniversalClient, token string, others ...web.Token) string {
	handler, err := monitor.New(monitor.Options{Redis: gathering.New(client), Accounts: []string{"main", "shop"}, Log: zerolog.Nop()})
	require.NoError(t, err)
	server, err := web.Listen(t.Context(), web.Options{
		Listen: "127.0.0.1:0", Redis: client, Token: func() string { return token }, Tokens: others, Monitor: handler, Log: zerolog.Nop(),
	})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- server.Run(ctx) }()
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		cancel()
		require.NoError(t, <-ended)
	})
	return "http://" + server.Addr().String()
}

// queues fills a Redis: main-live has an archived task with the message that
// 17TRACK gave and a completed one with its result, main-bulk two that wait, and it is paused.
func queues(t *testing.T) *redis.Client {
	client := redistest.Start(t).Client()
	fill(t, client)
	return client
}

func fill(t *testing.T, client redis.UniversalClient) {
	producer, inspector := asynq.NewClientFromRedisClient(client), asynq.NewInspectorFromRedisClient(client)
	enqueue := func(queue, id, payload string, opts ...asynq.Option) {
		opts = append(opts, asynq.Queue(queue), asynq.TaskID(id))
		_, err := producer.EnqueueContext(t.Context(), asynq.NewTask("tracking:register", []byte(payload)), opts...)
		require.NoError(t, err)
	}
	enqueue("main-live", "refused", `{"number": "RR999999999CN",`+"\n\t"+`"carrier": 3011}`)
	enqueue("main-live", "done", `{"number":"RR123456785CN"}`, asynq.Retention(time.Hour))
	work(t, client, 2)
	enqueue("main-bulk", "waiting-1", `{"number":"RR000000001CN"}`)
	enqueue("main-bulk", "waiting-2", `{"number":"RR000000002CN"}`)
	require.NoError(t, inspector.PauseQueue("main-bulk"))
}

// refusal is the message with which a task of the queues is archived.
const refusal = "rejected: -18010012 the number does not fit the carrier"

// work lets an asynq server end as many tasks of main-live: those without a
// second field succeed.
func work(t *testing.T, client redis.UniversalClient, tasks int) {
	var done sync.WaitGroup
	done.Add(tasks)
	server := asynq.NewServerFromRedisClient(client, asynq.Config{Queues: map[string]int{"main-live": 1}, LogLevel: asynq.FatalLevel})
	require.NoError(t, server.Start(asynq.HandlerFunc(func(_ context.Context, task *asynq.Task) error {
		defer done.Done()
		if len(task.Payload()) > 30 {
			return &archived{}
		}
		_, err := task.ResultWriter().Write([]byte(`{"outcome":"registered","carrier":3011}`))
		return err
	})))
	done.Wait()
	server.Shutdown()
}

type archived struct{}

func (*archived) Error() string { return refusal }

// Unwrap has asynq archive the task at once.
func (*archived) Unwrap() error { return asynq.SkipRetry }
