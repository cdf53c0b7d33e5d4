package worker_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17"
	"github.com/trackreg/trackreg/track17/sandbox"
	"github.com/trackreg/trackreg/worker"
)

// patience bounds every wait of these tests. It is long on purpose: it only
// ends a test that would otherwise hang.
const (
	patience  = 60 * time.Second
	pollEvery = 20 * time.Millisecond
)

// rig is a real Redis, a simulated vendor, and what is needed to work between
// them.
type rig struct {
	t       *testing.T
	redis   *redistest.Server
	rdb     redis.UniversalClient
	vendor  *sandbox.Server
	baseURL string
	seq     int // of the numbers made so far
}

func newRig(t *testing.T, o sandbox.Options) *rig {
	t.Helper()
	server := redistest.Start(t)
	vendor := sandbox.New(o)
	front := httptest.NewServer(vendor)
	t.Cleanup(front.Close)
	t.Cleanup(func() { _ = vendor.Close() })
	return &rig{t: t, redis: server, rdb: server.Client(), vendor: vendor, baseURL: front.URL + "/track/v2.4"}
}

// with is the same rig for a subtest.
func (r *rig) with(t *testing.T) *rig {
	sub := *r
	sub.t = t
	return &sub
}

// account is one whose key bears its name.
func (r *rig) account(name string, change ...func(*worker.Account)) worker.Account {
	a := worker.Account{
		Name:              name,
		RequestsPerSecond: 1000,
		BatchSize:         40,
		QuotaPoll:         time.Hour,
		OutcomesMax:       1_000_000,
		Vendor: track17.NewClient(track17.Options{
			BaseURL: r.baseURL, Key: func() string { return "key-of-" + name }, Timeout: 5 * time.Second,
		}),
	}
	for _, do := range change {
		do(&a)
	}
	return a
}

// options are those of a worker whose own waits are short.
func (r *rig) options(accounts ...worker.Account) worker.Options {
	return worker.Options{
		Redis:            r.rdb,
		Accounts:         accounts,
		Operations:       []*track17.Operation{track17.Register()},
		RequestsInFlight: 4,
		CallTimeout:      5 * time.Second,
		MaxAttempts:      3,
		RetryMin:         time.Millisecond,
		RetryMax:         time.Millisecond,
		ShutdownTimeout:  10 * time.Second,
		Log:              zerolog.New(zerolog.NewTestWriter(r.t)).Level(zerolog.WarnLevel),
	}
}

// work runs a worker until the test ends or stop is called; stop waits for it.
func (r *rig) work(o worker.Options) (stop func()) {
	r.t.Helper()
	w, err := worker.New(o)
	require.NoError(r.t, err)
	stop = start(r.t, w)
	r.t.Cleanup(stop)
	return stop
}

// start runs a worker until stop is called, which waits for its end and may be
// called again.
func start(tb testing.TB, w *worker.Worker) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	stopped := false
	return func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		select {
		case err := <-ended:
			require.NoError(tb, err)
		case <-time.After(patience):
			tb.Error("the worker did not stop")
		}
	}
}

// enqueue makes a task of each payload and returns their ids.
func (r *rig) enqueue(account string, payloads ...string) []string {
	r.t.Helper()
	producer := queue.NewProducer(r.rdb, queue.Account(account))
	var ids []string
	for _, p := range payloads {
		entry, err := queue.ParseEntry([]byte(p))
		require.NoError(r.t, err)
		receipt, err := producer.Enqueue(r.t.Context(), entry)
		require.NoError(r.t, err)
		ids = append(ids, receipt.TaskID)
	}
	return ids
}

// foreign enqueues as a program without any code of ours does.
func (r *rig) foreign(qname, payload string, opts ...asynq.Option) string {
	r.t.Helper()
	client := asynq.NewClientFromRedisClient(r.rdb)
	info, err := client.Enqueue(asynq.NewTask("tracking:register", []byte(payload)), append(opts, asynq.Queue(qname))...)
	require.NoError(r.t, err)
	return info.ID
}

// outcomes reads the account's whole outcome stream, by task.
func (r *rig) outcomes(account string) map[string][]map[string]any {
	r.t.Helper()
	byTask, err := r.readOutcomes(account)
	require.NoError(r.t, err)
	return byTask
}

// readOutcomes is outcomes for a condition that is polled, which may still be
// under way when the test has ended and so must not fail it.
func (r *rig) readOutcomes(account string) (map[string][]map[string]any, error) {
	entries, err := r.rdb.XRange(context.Background(), "trackreg:{"+account+"}:out", "-", "+").Result()
	if err != nil {
		return nil, fmt.Errorf("reading the outcomes of %s: %w", account, err)
	}
	byTask := map[string][]map[string]any{}
	for _, e := range entries {
		id := e.Values["task"].(string)
		byTask[id] = append(byTask[id], e.Values)
	}
	return byTask, nil
}

// await returns the outcomes once every one of the tasks has one.
func (r *rig) await(account string, tasks ...string) map[string][]map[string]any {
	r.t.Helper()
	return r.awaitFor(patience, account, tasks...)
}

// awaitFor is await with a patience of its own.
func (r *rig) awaitFor(most time.Duration, account string, tasks ...string) map[string][]map[string]any {
	r.t.Helper()
	var got map[string][]map[string]any
	require.EventuallyWithT(r.t, func(c *assert.CollectT) {
		var err error
		got, err = r.readOutcomes(account)
		require.NoError(c, err)
		for _, id := range tasks {
			require.NotEmpty(c, got[id], id)
		}
	}, most, 10*time.Millisecond, "an outcome for every task")
	return got
}

// settledTask waits until asynq has done with the task, and returns what it
// keeps of it, which is nil for one that is completed without Retention.
func (r *rig) settledTask(qname, id string) *asynq.TaskInfo {
	r.t.Helper()
	inspector := asynq.NewInspectorFromRedisClient(r.rdb)
	var info *asynq.TaskInfo
	require.Eventually(r.t, func() bool {
		var err error
		info, err = inspector.GetTaskInfo(qname, id)
		if err != nil {
			info = nil
			return true
		}
		return info.State == asynq.TaskStateArchived || info.State == asynq.TaskStateCompleted
	}, patience, 10*time.Millisecond, "the task to be done with")
	return info
}
