package worker_test

import (
	"errors"
	"net"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hibiken/asynq"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17"
	"github.com/trackreg/trackreg/track17/sandbox"
	"github.com/trackreg/trackreg/worker"
	"github.com/trackreg/trackreg/worker/internal/workrig"
)

// world is a worker's surroundings on a virtual clock: hours pass in
// milliseconds, and nothing in it can be slow.
type world struct {
	*workrig.Rig
	transport *http.Transport

	mu         sync.Mutex
	key        string
	trespasses []string // calls that left while the gate was closed
}

// keyNow is the account's key; its worker asks whenever it likes.
func (w *world) keyNow() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.key
}

// changeKey gives the account another.
func (w *world) changeKey(key string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.key = key
}

func (w *world) trespass(how string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.trespasses = append(w.trespasses, how)
}

// long marks a test whose virtual time takes many seconds of real time.
func long(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("many minutes of virtual time are not short")
	}
}

// virtually runs a test in a world of its own, beside others: no clock but its own matters to it.
func virtually(t *testing.T, o sandbox.Options, test func(w *world)) {
	t.Helper()
	t.Parallel()
	inWorld(t, o, test)
}

// inWorld runs a test in a world of its own, as often as it likes.
func inWorld(t *testing.T, o sandbox.Options, test func(w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := &world{key: "a-key", Rig: &workrig.Rig{T: t, Redis: redistest.Embedded(t), Vendor: sandbox.New(o), BaseURL: "http://vendor.invalid/track/v2.4"}}
		pipe := sandbox.NewPipe()
		server := &http.Server{Handler: w.Vendor}
		served := make(chan error, 1)
		go func() { served <- server.Serve(pipe) }()
		w.transport = track17.NewTransport()
		w.transport.Proxy, w.transport.DialContext = nil, pipe.Dial
		t.Cleanup(func() {
			w.transport.CloseIdleConnections()
			_ = w.Vendor.Close()
			_ = server.Close()
			<-served
		})
		test(w)
	})
}

// main is the account main, as the vendor allows: 3 calls a second.
func (w *world) main(change ...func(*worker.Account)) worker.Account {
	a := worker.Account{
		Name: "main", RequestsPerSecond: 3, BatchSize: 40, QuotaPoll: 10 * time.Minute, OutcomesMax: 1_000_000,
		Key: w.keyNow, Vendor: w.client(nil),
	}
	for _, do := range change {
		do(&a)
	}
	return a
}

// client calls the vendor, until its process is dead.
func (w *world) client(m *redistest.Mortal) *track17.Client {
	return track17.NewClient(track17.Options{
		BaseURL: w.BaseURL, Key: w.keyNow, Timeout: 35 * time.Second,
		Transport: transportFunc(func(r *http.Request) (*http.Response, error) {
			if m != nil && m.Dead() {
				return nil, net.ErrClosed
			}
			w.watchGate(r)
			return w.transport.RoundTrip(r)
		}),
	})
}

type transportFunc func(*http.Request) (*http.Response, error)

func (f transportFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// defaults are the options of a worker with the settings' defaults.
func (w *world) defaults(a worker.Account) worker.Options {
	return worker.Options{
		Redis: w.Redis, Accounts: []worker.Account{a}, Operations: []*track17.Operation{track17.Register()},
		RequestsInFlight: 16, CallTimeout: 35 * time.Second, MaxAttempts: 12,
		RetryMin: 30 * time.Second, RetryMax: 6 * time.Hour, ShutdownTimeout: 45 * time.Second,
		Log: zerolog.New(zerolog.NewTestWriter(w.T)).Level(zerolog.WarnLevel),
	}
}

// pass lets time go by.
//
//trackreg:sleeps in a bubble
func (w *world) pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// within lets time go by until every task has its outcome, and fails the test
// if that takes longer than most.
func (w *world) within(most time.Duration, tasks ...string) map[string][]map[string]any {
	w.T.Helper()
	start, read := time.Now(), w.Reader("main")
	for {
		require.NoError(w.T, read.More())
		missing := 0
		for _, id := range tasks {
			if len(read.ByTask[id]) == 0 {
				missing++
			}
		}
		if missing == 0 {
			return read.ByTask
		}
		if time.Since(start) > most {
			require.Failf(w.T, "not in time", "%d of %d numbers have no outcome after %s", missing, len(tasks), most)
		}
		w.pass(100 * time.Millisecond)
	}
}

// gone lets time go by until asynq has none of the tasks any more.
func (w *world) gone(most time.Duration, qname string, tasks ...string) {
	w.T.Helper()
	inspector := asynq.NewInspectorFromRedisClient(w.Redis)
	tasks = slices.Clone(tasks)
	for start := time.Now(); len(tasks) > 0; w.pass(time.Second) {
		require.Less(w.T, time.Since(start), most, "tasks are left: %v", tasks)
		tasks = slices.DeleteFunc(tasks, func(id string) bool {
			_, err := inspector.GetTaskInfo(qname, id)
			return errors.Is(err, asynq.ErrTaskNotFound)
		})
	}
}

// good enqueues n numbers that the vendor takes, as a program without any code
// of ours does.
func (w *world) good(qname string, n int, opts ...asynq.Option) []string {
	w.T.Helper()
	var ids []string
	for range n {
		ids = append(ids, w.Foreign(qname, w.Number(), opts...))
	}
	return ids
}

// paused says whether asynq's queue is paused.
func (w *world) paused(qname string) bool {
	w.T.Helper()
	counts, err := queue.ReadCounts(w.T.Context(), w.Redis, qname)
	require.NoError(w.T, err)
	return counts[0].Paused
}

// gate is the account's gate, for looking at it and for a hand on it.
func (w *world) gate() *gate.Gate {
	return gate.New(w.Redis, "trackreg:{main}:gate", gate.Options{})
}

// requireAll checks that every task ended with the outcome, once, and with no
// attempt charged.
func (w *world) requireAll(got map[string][]map[string]any, outcome string, tasks []string) {
	w.T.Helper()
	for _, id := range tasks {
		require.Len(w.T, got[id], 1, id)
		require.Equal(w.T, outcome, got[id][0]["outcome"], got[id][0])
		require.Equal(w.T, "0", got[id][0]["attempts"])
	}
}
