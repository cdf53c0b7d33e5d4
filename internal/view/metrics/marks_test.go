package metrics

import (
	"context"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/hibiken/asynq"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/standing"
)

// queueModel is a queue of tasks in memory, on a clock of its own.
type queueModel struct {
	now     time.Time
	came    map[string]time.Time
	pending []string // the oldest first
	active  []string
}

func (q *queueModel) enqueue(t *rapid.T) {
	id := strconv.Itoa(len(q.came))
	q.came[id] = q.now
	q.pending = append(q.pending, id)
}

func (q *queueModel) take(t *rapid.T) {
	if len(q.pending) == 0 {
		t.Skip("nothing waits")
	}
	q.active, q.pending = append(q.active, q.pending[0]), q.pending[1:]
}

// end ends any of the tasks that are with a worker.
func (q *queueModel) end(t *rapid.T) {
	if len(q.active) == 0 {
		t.Skip("none is with a worker")
	}
	i := rapid.IntRange(0, len(q.active)-1).Draw(t, "which")
	q.active = slices.Delete(q.active, i, i+1)
}

// oldest is how long the oldest task has waited.
func (q *queueModel) oldest() time.Duration {
	var oldest time.Duration
	for _, id := range append(slices.Clone(q.active), q.pending...) {
		oldest = max(oldest, q.now.Sub(q.came[id]))
	}
	return oldest
}

func (q *queueModel) counts() standing.Queue {
	return standing.Queue{Pending: int64(len(q.pending)), Active: int64(len(q.active))}
}

// page is the one task of a page of one. asynq has no option's value to show, so the model is asked
// for the last page alone.
func page(tasks []string) ([]*asynq.TaskInfo, error) {
	return []*asynq.TaskInfo{{ID: tasks[len(tasks)-1]}}, nil
}

func (q *queueModel) ListPendingTasks(string, ...asynq.ListOption) ([]*asynq.TaskInfo, error) {
	return page(q.pending)
}

func (q *queueModel) ListActiveTasks(string, ...asynq.ListOption) ([]*asynq.TaskInfo, error) {
	return page(q.active)
}

func (q *queueModel) GetTaskInfo(_, id string) (*asynq.TaskInfo, error) {
	switch {
	case slices.Contains(q.pending, id):
		return &asynq.TaskInfo{ID: id, State: asynq.TaskStatePending}, nil
	case slices.Contains(q.active, id):
		return &asynq.TaskInfo{ID: id, State: asynq.TaskStateActive}, nil
	}
	return nil, asynq.ErrTaskNotFound
}

// TestMarksNeverOverstate holds the marks to what is true of the queue: at no look
// do they say more than the oldest task has waited.
func TestMarksNeverOverstate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := &queueModel{now: time.Unix(0, 0), came: map[string]time.Time{}}
		m := &marks{queue: "main-live", tasks: q, now: func() time.Time { return q.now }}
		t.Repeat(map[string]func(*rapid.T){
			"enqueue": q.enqueue,
			"take":    q.take,
			"end":     q.end,
			"look": func(t *rapid.T) {
				q.now = q.now.Add(time.Duration(rapid.IntRange(1, 10).Draw(t, "seconds")) * time.Second)
				age, err := m.look(q.counts())
				require.NoError(t, err)
				require.LessOrEqual(t, age, q.oldest())
			},
		})
	})
}

// TestMarksFallShortByLittle has a worker that holds 40 fall behind what comes,
// for more than an hour.
func TestMarksFallShortByLittle(t *testing.T) {
	q := &queueModel{now: time.Unix(0, 0), came: map[string]time.Time{}}
	m := &marks{queue: "main-live", tasks: q, now: func() time.Time { return q.now }}
	for look := range 1000 {
		q.now = q.now.Add(5 * time.Second)
		for range 3 {
			q.enqueue(nil)
		}
		if look > 100 {
			q.active, q.pending = append(q.active, q.pending[:2]...), q.pending[2:]
			q.active = q.active[max(0, len(q.active)-40):]
		}
		age, err := m.look(q.counts())
		oldest := q.oldest()
		if err != nil || age > oldest || age < oldest-oldest/50-5*time.Second {
			require.Failf(t, "it is not told", "look %d: %s of %s (%v)", look, age, oldest, err)
		}
	}
	require.Greater(t, q.oldest(), 20*time.Minute)
	require.Less(t, len(m.all), 200)
}

func TestMarksOfAQueueOfAsynqs(t *testing.T) {
	rdb := redistest.Start(t).Client()
	client := asynq.NewClientFromRedisClient(rdb)
	now := time.Unix(0, 0)
	m := &marks{queue: "main-live", tasks: asynq.NewInspectorFromRedisClient(rdb), now: func() time.Time { return now }}
	look := func(pending, active int64) time.Duration {
		now = now.Add(5 * time.Second)
		age, err := m.look(standing.Queue{Pending: pending, Active: active})
		require.NoError(t, err)
		return age
	}
	enqueue := func(id string) {
		_, err := client.Enqueue(asynq.NewTask("tracking:register", nil), asynq.Queue("main-live"), asynq.TaskID(id))
		require.NoError(t, err)
	}
	require.Zero(t, look(1, 0), "there is no such queue")
	enqueue("a")
	enqueue("b")
	require.Zero(t, look(2, 0), "b is marked, the newest")
	enqueue("c")
	require.Equal(t, 5*time.Second, look(3, 0))
	inspector := asynq.NewInspectorFromRedisClient(rdb)
	require.NoError(t, inspector.DeleteTask("main-live", "a"))
	require.Equal(t, 10*time.Second, look(2, 0), "b still waits")
	require.NoError(t, inspector.DeleteTask("main-live", "b"))
	require.Equal(t, 10*time.Second, look(1, 0), "c was marked a look later")
	require.NoError(t, inspector.DeleteTask("main-live", "c"))
	require.Zero(t, look(0, 0))
	require.Zero(t, look(7, 0), "counted before it became shorter")
}

func TestMarksTheNewestOfThoseWithAWorker(t *testing.T) {
	rdb := redistest.Start(t).Client()
	client := asynq.NewClientFromRedisClient(rdb)
	held, release := make(chan string), make(chan struct{})
	server := asynq.NewServerFromRedisClient(rdb, asynq.Config{
		Concurrency: 2, Queues: map[string]int{"main-live": 1}, TaskCheckInterval: 10 * time.Millisecond, LogLevel: asynq.FatalLevel,
	})
	require.NoError(t, server.Start(asynq.HandlerFunc(func(ctx context.Context, _ *asynq.Task) error {
		id, _ := asynq.GetTaskID(ctx)
		held <- id
		<-release
		return nil
	})))
	defer server.Shutdown()
	defer close(release)
	for _, id := range []string{"a", "b"} {
		_, err := client.Enqueue(asynq.NewTask("tracking:register", nil), asynq.Queue("main-live"), asynq.TaskID(id))
		require.NoError(t, err)
		require.Equal(t, id, <-held)
	}
	m := &marks{queue: "main-live", tasks: asynq.NewInspectorFromRedisClient(rdb), now: time.Now}
	_, err := m.look(standing.Queue{Active: 2})
	require.NoError(t, err)
	require.Equal(t, "b", m.all[0].task)
	_, err = m.look(standing.Queue{Active: 2})
	require.NoError(t, err)
	require.Len(t, m.all, 1, "it waits with its worker")
}
