// Package workrig is what tests of a worker work with: a Redis, a simulated vendor, and what is needed
// to work between them.
package workrig

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

	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17"
	"github.com/trackreg/trackreg/track17/sandbox"
	"github.com/trackreg/trackreg/worker"
)

// Patience bounds every wait of these tests. It is long on purpose: it only
// ends a test that would otherwise hang.
const (
	Patience  = 60 * time.Second
	PollEvery = 20 * time.Millisecond
)

// Rig is a Redis and a simulated vendor. Its methods are for the test's own goroutine: they end
// the test when something fails.
type Rig struct {
	T       *testing.T
	Redis   redis.UniversalClient
	Vendor  *sandbox.Server
	BaseURL string // of the vendor
	seq     int    // of the numbers made so far
}

// New returns a rig between a Redis and a vendor of its own, which takes calls on a port.
func New(t *testing.T, rdb redis.UniversalClient, o sandbox.Options) *Rig {
	t.Helper()
	vendor := sandbox.New(o)
	front := httptest.NewServer(vendor)
	t.Cleanup(front.Close)
	t.Cleanup(func() { _ = vendor.Close() })
	return &Rig{T: t, Redis: rdb, Vendor: vendor, BaseURL: front.URL + "/track/v2.4"}
}

// With is the same rig for a subtest.
func (r *Rig) With(t *testing.T) *Rig {
	sub := *r
	sub.T = t
	return &sub
}

// Account is one whose key bears its name.
func (r *Rig) Account(name string, change ...func(*worker.Account)) worker.Account {
	a := worker.Account{
		Name:              name,
		RequestsPerSecond: 1000,
		BatchSize:         40,
		QuotaPoll:         time.Hour,
		OutcomesMax:       1_000_000,
		Vendor: track17.NewClient(track17.Options{
			BaseURL: r.BaseURL, Key: func() string { return "key-of-" + name }, Timeout: 5 * time.Second,
		}),
	}
	for _, do := range change {
		do(&a)
	}
	return a
}

// Options are those of a worker whose own waits are short.
func (r *Rig) Options(accounts ...worker.Account) worker.Options {
	return worker.Options{
		Redis:            r.Redis,
		Accounts:         accounts,
		Operations:       []*track17.Operation{track17.Register()},
		RequestsInFlight: 4,
		CallTimeout:      5 * time.Second,
		MaxAttempts:      3,
		RetryMin:         time.Millisecond,
		RetryMax:         time.Millisecond,
		ShutdownTimeout:  10 * time.Second,
		Log:              zerolog.New(zerolog.NewTestWriter(r.T)).Level(zerolog.WarnLevel),
	}
}

// Work runs a worker until the test ends or stop is called; stop waits for it.
func (r *Rig) Work(o worker.Options) (stop func()) {
	r.T.Helper()
	w, err := worker.New(o)
	require.NoError(r.T, err)
	stop = Start(r.T, w)
	r.T.Cleanup(stop)
	return stop
}

// Start runs a worker until stop is called, which waits for its end and may be
// called again.
func Start(tb testing.TB, w *worker.Worker) (stop func()) {
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
		case <-time.After(Patience):
			tb.Error("the worker did not stop")
		}
	}
}

// Enqueue makes a task of each payload and returns their ids.
func (r *Rig) Enqueue(account string, payloads ...string) []string {
	r.T.Helper()
	producer := queue.NewProducer(r.Redis, queue.Account(account))
	var ids []string
	for _, p := range payloads {
		entry, err := queue.ParseEntry([]byte(p))
		require.NoError(r.T, err)
		receipt, err := producer.Enqueue(r.T.Context(), entry)
		require.NoError(r.T, err)
		ids = append(ids, receipt.TaskID)
	}
	return ids
}

// Foreign enqueues as a program without any code of ours does.
func (r *Rig) Foreign(qname, payload string, opts ...asynq.Option) string {
	r.T.Helper()
	client := asynq.NewClientFromRedisClient(r.Redis)
	info, err := client.Enqueue(asynq.NewTask("tracking:register", []byte(payload)), append(opts, asynq.Queue(qname))...)
	require.NoError(r.T, err)
	return info.ID
}

// Number is the payload of a number that the vendor takes, each time another.
func (r *Rig) Number() string {
	r.seq++
	return fmt.Sprintf(`{"number":"GOOD%06d","carrier":3011}`, r.seq)
}

// Outcomes reads the account's whole outcome stream, by task.
func (r *Rig) Outcomes(account string) map[string][]map[string]any {
	r.T.Helper()
	byTask, err := r.ReadOutcomes(account)
	require.NoError(r.T, err)
	return byTask
}

// ReadOutcomes is Outcomes for a condition that is polled, which may still be
// under way when the test has ended and so must not fail it.
func (r *Rig) ReadOutcomes(account string) (map[string][]map[string]any, error) {
	read := r.Reader(account)
	err := read.More()
	return read.ByTask, err
}

// Reader reads an account's outcomes as they come, each once.
type Reader struct {
	ByTask map[string][]map[string]any // those read so far

	redis redis.UniversalClient
	key   string
	from  string // what of the stream is to be read next
}

// Reader returns one that has read nothing yet.
func (r *Rig) Reader(account string) *Reader {
	return &Reader{ByTask: map[string][]map[string]any{}, redis: r.Redis, key: "trackreg:{" + account + "}:out", from: "-"}
}

// More reads what has come since.
func (r *Reader) More() error {
	entries, err := r.redis.XRange(context.Background(), r.key, r.from, "+").Result()
	if err != nil {
		return fmt.Errorf("reading %s: %w", r.key, err)
	}
	for _, e := range entries {
		id := e.Values["task"].(string)
		r.ByTask[id] = append(r.ByTask[id], e.Values)
		r.from = "(" + e.ID
	}
	return nil
}

// Await returns the outcomes once every one of the tasks has one.
func (r *Rig) Await(account string, tasks ...string) map[string][]map[string]any {
	r.T.Helper()
	return r.AwaitFor(Patience, account, tasks...)
}

// AwaitFor is Await with a Patience of its own.
func (r *Rig) AwaitFor(most time.Duration, account string, tasks ...string) map[string][]map[string]any {
	r.T.Helper()
	read := r.Reader(account)
	require.EventuallyWithT(r.T, func(c *assert.CollectT) {
		require.NoError(c, read.More())
		for _, id := range tasks {
			require.NotEmpty(c, read.ByTask[id], id)
		}
	}, most, 10*time.Millisecond, "an outcome for every task")
	return read.ByTask
}

// SettledTask waits until asynq has done with the task, and returns what it
// keeps of it, which is nil for one that is completed without Retention.
func (r *Rig) SettledTask(qname, id string) *asynq.TaskInfo {
	r.T.Helper()
	inspector := asynq.NewInspectorFromRedisClient(r.Redis)
	var info *asynq.TaskInfo
	require.Eventually(r.T, func() bool {
		var err error
		info, err = inspector.GetTaskInfo(qname, id)
		if err != nil {
			info = nil
			return true
		}
		return info.State == asynq.TaskStateArchived || info.State == asynq.TaskStateCompleted
	}, Patience, 10*time.Millisecond, "the task to be done with")
	return info
}
