package queue_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
)

func TestEnqueueMakesTheTaskOfTheContract(t *testing.T) {
	ctx := t.Context()
	rdb := redistest.Start(t).Client()
	producer := queue.NewProducer(rdb)
	e := parse(t, `{"number":" rr123456789CN","carrier":3011,"_ref":"7"}`)

	receipt, err := producer.Enqueue(ctx, e)
	require.NoError(t, err)
	require.Equal(t, queue.Receipt{TaskID: e.TaskID("register"), Queue: "main-live", Status: queue.Enqueued}, receipt)

	task, err := asynq.NewInspectorFromRedisClient(rdb).GetTaskInfo("main-live", receipt.TaskID)
	require.NoError(t, err)
	require.Equal(t, "tracking:register", task.Type)
	require.Equal(t, `{"number":"rr123456789CN","carrier":3011,"_ref":"7"}`, string(task.Payload))
	require.Equal(t, asynq.TaskStatePending, task.State)
	require.Equal(t, 25, task.MaxRetry)
	require.GreaterOrEqual(t, task.Timeout, 24*time.Hour, "a number may wait long with a worker")
}

func TestEnqueueGoesWhereOptionsSay(t *testing.T) {
	ctx := t.Context()
	rdb := redistest.Start(t).Client()
	inspector := asynq.NewInspectorFromRedisClient(rdb)
	e := parse(t, `{"number":"AB12345"}`)
	producer := queue.NewProducer(rdb, queue.Account("eu"), queue.Bulk())
	for want, opts := range map[string][]queue.Option{
		"eu-bulk":      nil,
		"eu-live":      {queue.Live()},
		"us-bulk":      {queue.Account("us")},
		"eu-stoptrack": {queue.Operation("stoptrack")},
	} {
		receipt, err := producer.Enqueue(ctx, e, opts...)
		require.NoError(t, err)
		require.Equal(t, want, receipt.Queue)
	}

	at := time.Now().Add(time.Hour)
	for q, o := range map[string]queue.Option{"at-bulk": queue.ProcessAt(at), "in-bulk": queue.ProcessIn(time.Hour)} {
		receipt, err := producer.Enqueue(ctx, e, queue.Account(q[:2]), o)
		require.NoError(t, err)
		task, err := inspector.GetTaskInfo(q, receipt.TaskID)
		require.NoError(t, err)
		require.Equal(t, asynq.TaskStateScheduled, task.State)
		require.WithinDuration(t, at, task.NextProcessAt, time.Minute)
	}
}

func TestEnqueueRefusesWhatIsNoEntryOrAccount(t *testing.T) {
	producer := queue.NewProducer(redistest.Embedded(t))
	_, err := producer.Enqueue(t.Context(), queue.Entry{Number: "AB12345"})
	require.ErrorIs(t, err, queue.ErrNotAnEntry)
	_, err = producer.Enqueue(t.Context(), parse(t, `{"number":"AB12345"}`), queue.Account("No Such"))
	require.ErrorIs(t, err, queue.ErrAccountName)
}

func TestEnqueueTheSameTwiceIsOneTask(t *testing.T) {
	ctx := t.Context()
	rdb := redistest.Start(t).Client()
	producer := queue.NewProducer(rdb)
	e := parse(t, `{"number":"AB12345","carrier":3011}`)

	for _, want := range []queue.Status{queue.Enqueued, queue.Duplicate} {
		receipt, err := producer.Enqueue(ctx, e)
		require.NoError(t, err)
		require.Equal(t, want, receipt.Status)
	}
	mended, err := producer.Enqueue(ctx, parse(t, `{"number":"AB12345","carrier":3011,"phone_number":"1"}`))
	require.NoError(t, err)
	require.Equal(t, queue.Enqueued, mended.Status, "mended data is another task")
	bulk, err := producer.Enqueue(ctx, e, queue.Bulk())
	require.NoError(t, err)
	require.Equal(t, queue.Enqueued, bulk.Status, "task ids are per queue")

	counts, err := queue.ReadCounts(ctx, rdb, "main-live", "main-bulk")
	require.NoError(t, err)
	require.EqualValues(t, 2, counts[0].Pending)
	require.EqualValues(t, 1, counts[1].Pending)
}

// work lets one asynq server handle the queue until handled says so.
func work(t *testing.T, rdb redis.UniversalClient, name string, handle asynq.HandlerFunc) {
	t.Helper()
	server := asynq.NewServerFromRedisClient(rdb, asynq.Config{
		Concurrency:       1,
		Queues:            map[string]int{name: 1},
		LogLevel:          asynq.FatalLevel,
		TaskCheckInterval: 10 * time.Millisecond,
		RetryDelayFunc:    func(int, error, *asynq.Task) time.Duration { return time.Hour },
	})
	require.NoError(t, server.Start(handle))
	t.Cleanup(server.Shutdown)
}

func TestEnqueueWhereATaskOfThatIDHasEndedOrNot(t *testing.T) {
	for name, c := range map[string]struct {
		opts  []asynq.Option
		fails error
		state asynq.TaskState
		want  queue.Status
	}{
		"archived":  {nil, asynq.SkipRetry, asynq.TaskStateArchived, queue.Enqueued},
		"completed": {[]asynq.Option{asynq.Retention(time.Hour)}, nil, asynq.TaskStateCompleted, queue.Enqueued},
		"retry":     {nil, fmt.Errorf("not yet"), asynq.TaskStateRetry, queue.Duplicate},
		"scheduled": {[]asynq.Option{asynq.ProcessIn(time.Hour)}, nil, asynq.TaskStateScheduled, queue.Duplicate},
	} {
		t.Run(name, func(t *testing.T) {
			ctx := t.Context()
			rdb := redistest.Start(t).Client()
			inspector := asynq.NewInspectorFromRedisClient(rdb)
			e := parse(t, `{"number":"AB12345"}`)
			id := e.TaskID("register")
			opts := append(c.opts, asynq.TaskID(id), asynq.Queue("main-live"))
			_, err := asynq.NewClientFromRedisClient(rdb).Enqueue(asynq.NewTask("tracking:register", e.Payload), opts...)
			require.NoError(t, err)

			var once sync.Once
			work(t, rdb, "main-live", func(context.Context, *asynq.Task) (err error) {
				once.Do(func() { err = c.fails })
				return err
			})
			require.Eventually(t, func() bool {
				task, err := inspector.GetTaskInfo("main-live", id)
				return err == nil && task.State == c.state
			}, 10*time.Second, 5*time.Millisecond)
			require.NoError(t, inspector.PauseQueue("main-live"))

			receipt, err := queue.NewProducer(rdb).Enqueue(ctx, e)
			require.NoError(t, err)
			require.Equal(t, c.want, receipt.Status)
			task, err := inspector.GetTaskInfo("main-live", id)
			require.NoError(t, err)
			if c.want == queue.Enqueued {
				require.Equal(t, asynq.TaskStatePending, task.State)
				require.Zero(t, task.Retried, "no attempt is spent")
			} else {
				require.Equal(t, c.state, task.State)
			}
		})
	}
}

func TestEnqueueWhileTheTaskIsWorkedOnIsADuplicate(t *testing.T) {
	rdb := redistest.Start(t).Client()
	producer := queue.NewProducer(rdb)
	e := parse(t, `{"number":"AB12345"}`)
	_, err := producer.Enqueue(t.Context(), e)
	require.NoError(t, err)

	started, end := make(chan struct{}), make(chan struct{})
	work(t, rdb, "main-live", func(context.Context, *asynq.Task) error {
		close(started)
		<-end
		return nil
	})
	defer close(end)
	<-started
	receipt, err := producer.Enqueue(t.Context(), e)
	require.NoError(t, err)
	require.Equal(t, queue.Duplicate, receipt.Status)
}

func TestEnqueueSaysWhenALostTaskBlocksTheID(t *testing.T) {
	ctx := t.Context()
	rdb := redistest.Start(t).Client()
	e := parse(t, `{"number":"AB12345"}`)
	producer := queue.NewProducer(rdb)
	receipt, err := producer.Enqueue(ctx, e)
	require.NoError(t, err)
	require.NoError(t, asynq.NewInspectorFromRedisClient(rdb).ArchiveTask(receipt.Queue, receipt.TaskID))
	// asynq's trimming script leaves a task in this state when it fails half-way.
	require.NoError(t, rdb.Del(ctx, "asynq:{main-live}:archived").Err())

	_, err = producer.Enqueue(ctx, e)
	require.ErrorIs(t, err, queue.ErrStuck)

	var failed []int
	tally, err := producer.EnqueueMany(ctx, func(yield func(queue.Entry) bool) {
		_ = yield(e) && yield(queue.Entry{}) && yield(parse(t, `{"number":"CD12345"}`))
	}, func(i int, _ queue.Receipt, err error) {
		if err != nil {
			failed = append(failed, i)
		}
	}, queue.Live())
	require.NoError(t, err, "the others go on")
	require.Equal(t, queue.Tally{Enqueued: 1, Failed: 2}, tally)
	require.ElementsMatch(t, []int{0, 1}, failed)
}

func TestEnqueueAfterTheQueueWasDeleted(t *testing.T) {
	ctx := t.Context()
	rdb := redistest.Start(t).Client()
	inspector := asynq.NewInspectorFromRedisClient(rdb)
	producer := queue.NewProducer(rdb)
	_, err := producer.Enqueue(ctx, parse(t, `{"number":"AB12345"}`))
	require.NoError(t, err)
	require.NoError(t, inspector.DeleteQueue("main-live", true))

	e := parse(t, `{"number":"CD12345"}`)
	for _, want := range []queue.Status{queue.Enqueued, queue.Duplicate} {
		receipt, err := producer.Enqueue(ctx, e)
		require.NoError(t, err)
		require.Equal(t, want, receipt.Status)
	}
	queues, err := inspector.Queues()
	require.NoError(t, err)
	require.Contains(t, queues, "main-live", "it is announced again")
}
