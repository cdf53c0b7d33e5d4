package realtest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/gathering"
	"github.com/trackreg/trackreg/internal/redisconn"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/redistrouble"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17/sandbox"
	"github.com/trackreg/trackreg/worker"
	"github.com/trackreg/trackreg/worker/internal/workrig"
)

// troubled is a rig whose Redis gets into trouble, and whose worker has its
// client from where a program has it.
type troubled struct {
	*workrig.Rig
	redis    *redistest.Server
	admin    *redis.Client         // the test's own
	client   redis.UniversalClient // the worker's
	failures *failures
	log      *logLines
	pid      int // of a server that hangs
}

// inTrouble starts a rig on a server that makes everything durable at once.
func inTrouble(t *testing.T, args ...string) *troubled {
	t.Helper()
	server := durable(t, args...)
	return inTroubleAt(t, server, server.URL)
}

func durable(t *testing.T, args ...string) *redistest.Server {
	t.Helper()
	return redistest.RequireReal(t, redistest.AppendOnly(), redistest.Args(args...))
}

// inTroubleAt is a rig that reaches the server at url.
func inTroubleAt(t *testing.T, server *redistest.Server, url string) *troubled {
	t.Helper()
	client, err := redisconn.Open(redisconn.Options{URL: url})
	require.NoError(t, err)
	t.Cleanup(func() { _ = client.Close() })
	r := &troubled{redis: server, failures: &failures{kinds: map[redistrouble.Kind]int{}}, log: &logLines{}, admin: server.Client(), client: gathering.New(client)}
	client.AddHook(r.failures)
	r.Rig = workrig.New(t, r.admin, sandbox.Options{})
	return r
}

// TestMain keeps go-redis from printing every dial that fails, as the program does.
func TestMain(m *testing.M) {
	redis.SetLogger(silence{})
	os.Exit(m.Run())
}

type silence struct{}

func (silence) Printf(context.Context, string, ...any) {}

const (
	inFlight        = 4 // calls at once
	shutdownTimeout = 10 * time.Second
)

// leasesRunOut bounds the wait for a task that is active and in nobody's hands:
// its lease of 30 s, asynq's margin of as much, its look each minute, and the
// janitor's for a task at its last try come to 130 s.
const leasesRunOut = 3 * time.Minute

// start runs a worker that makes five calls a second, of ten numbers each.
func (r *troubled) start() (stop func()) {
	r.T.Helper()
	o := r.Options(r.Account("main", func(a *worker.Account) { a.RequestsPerSecond, a.BatchSize = 5, 10 }))
	o.Redis = r.client
	o.RequestsInFlight, o.ShutdownTimeout = inFlight, shutdownTimeout
	o.Log = zerolog.New(r.log).Level(zerolog.InfoLevel).With().Timestamp().Logger()
	return r.Work(o)
}

// foreignNumbers enqueues n numbers of a program with no code of ours, half of
// which asynq would archive for any error.
func (r *troubled) foreignNumbers(n int) []string {
	r.T.Helper()
	var ids []string
	for i := range n {
		ids = append(ids, r.Foreign("main-bulk", r.Number(), asynq.MaxRetry(i%2)))
	}
	return ids
}

// working returns once the worker has begun to register and, if asked for,
// holds all that is left.
func (r *troubled) working(holdsAll bool) {
	r.T.Helper()
	r.eventually("the worker to be at work", func() bool {
		counts, err := queue.ReadCounts(r.T.Context(), r.admin, "main-bulk")
		return err == nil && r.calls() >= 1 && (counts[0].Pending == 0 || !holdsAll)
	})
}

func (r *troubled) calls() int { return r.Vendor.Summary("key-of-main").ByCall["register"] }

func (r *troubled) eventually(what string, holds func() bool) {
	r.T.Helper()
	require.Eventually(r.T, holds, workrig.Patience, workrig.PollEvery, what)
}

// requireUnharmed checks that every number was registered, was charged once
// and blamed for nothing. One may be told of twice: consumers expect that.
func (r *troubled) requireUnharmed(ids []string) {
	r.T.Helper()
	got := r.AwaitFor(leasesRunOut, "main", ids...)
	for _, id := range ids {
		for _, o := range got[id] {
			require.Equal(r.T, "registered", o["outcome"], o)
			require.Equal(r.T, "0", o["attempts"])
		}
	}
	summary := r.Vendor.Summary("key-of-main")
	require.EqualValues(r.T, len(ids), summary.Registrations)
	require.Equal(r.T, 1, summary.MostCharged)
	counts, err := queue.ReadCounts(r.T.Context(), r.admin, "main-bulk")
	require.NoError(r.T, err)
	require.Zero(r.T, counts[0].Archived)
	require.Zero(r.T, counts[0].Retry)
}

// requireToldOnce checks that the trouble was told in one line, and its end in
// another.
func (r *troubled) requireToldOnce() {
	r.T.Helper()
	require.Eventually(r.T, func() bool { return r.log.count("info", "redis is well again") > 0 }, workrig.Patience, workrig.PollEvery, "the end of the trouble to be told:\n%v", r.log)
	require.Equal(r.T, 1, r.log.count("warn", "redis in trouble"), r.log.String())
	require.Equal(r.T, 1, r.log.count("info", "redis is well again"), r.log.String())
	require.Zero(r.T, r.log.count("error", ""), r.log.String())
}

// failures is a hook that counts the commands that failed because Redis is in
// trouble.
type failures struct {
	mu    sync.Mutex
	kinds map[redistrouble.Kind]int
}

func (f *failures) note(err error) error {
	if trouble, ok := redistrouble.Diagnose(err); ok {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.kinds[trouble.Kind]++
	}
	return err
}

func (f *failures) of(kind redistrouble.Kind) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.kinds[kind]
}

func (f *failures) all() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	sum := 0
	for _, n := range f.kinds {
		sum += n
	}
	return sum
}

// DialHook implements redis.Hook.
func (f *failures) DialHook(next redis.DialHook) redis.DialHook { return next }

// ProcessHook implements redis.Hook.
func (f *failures) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error { return f.note(next(ctx, cmd)) }
}

// ProcessPipelineHook implements redis.Hook.
func (f *failures) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error { return f.note(next(ctx, cmds)) }
}

// logLines is a log that can be read while it is written.
type logLines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logLines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logLines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// count counts the lines of a level whose message begins so.
func (l *logLines) count(level, message string) int {
	n := 0
	for line := range strings.Lines(l.String()) {
		var entry struct{ Level, Message string }
		if json.Unmarshal([]byte(line), &entry) == nil && entry.Level == level && strings.HasPrefix(entry.Message, message) {
			n++
		}
	}
	return n
}
