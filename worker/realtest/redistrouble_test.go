package realtest_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redistrouble"
)

// trouble is something that befalls a Redis.
type trouble struct {
	name       string
	kind       redistrouble.Kind
	args       []string // of the server
	begin, end func(r *troubled)
	// breaks says that commands are carried out and their answers lost. A task
	// that is handed out so comes back after two minutes: the worker holds all
	// before.
	breaks bool
	// failures is how many commands fail before the trouble ends: enough for
	// a worker that spins, or still calls, to be found out.
	failures int
}

// mostFailures is how many commands may fail in a second: some loops of a tenth
// of a second and slower. A worker that spins has tens of thousands.
const mostFailures = 200

func troubles() []trouble {
	config := func(name, value string) func(*troubled) {
		return func(r *troubled) { require.NoError(r.T, r.admin.ConfigSet(r.T.Context(), name, value).Err()) }
	}
	return []trouble{
		{name: "killed", kind: redistrouble.Away, begin: kill, end: restart, breaks: true, failures: 40},
		{name: "long in loading", kind: redistrouble.Loading, args: []string{"--key-load-delay", "700"},
			begin: func(r *troubled) { fill(r); kill(r) }, end: restart, breaks: true, failures: 5},
		{name: "hanging", kind: redistrouble.Away, begin: hang, end: goOn, breaks: true, failures: 1},
		{name: "a replica", kind: redistrouble.ReadOnly, failures: 10,
			begin: func(r *troubled) { require.NoError(r.T, r.admin.ReplicaOf(r.T.Context(), "127.0.0.1", "1").Err()) },
			end:   func(r *troubled) { require.NoError(r.T, r.admin.ReplicaOf(r.T.Context(), "NO", "ONE").Err()) }},
		{name: "without its replicas", kind: redistrouble.MasterDown, failures: 40,
			begin: config("min-replicas-to-write", "1"), end: config("min-replicas-to-write", "0")},
		{name: "out of memory", kind: redistrouble.OutOfMemory, failures: 40,
			begin: config("maxmemory", "1"), end: config("maxmemory", "0")},
		{name: "without a disk", kind: redistrouble.DiskFailing, failures: 40, begin: failSaving, end: mendSaving},
	}
}

// TestAWorkerOutlastsRedissTroubles has them all at once, for each is mostly
// waiting.
func TestAWorkerOutlastsRedissTroubles(t *testing.T) {
	var all sync.WaitGroup
	defer all.Wait()
	for _, trouble := range troubles() {
		all.Go(func() { t.Run(trouble.name, func(t *testing.T) { outlast(t, trouble) }) })
	}
}

func outlast(t *testing.T, trouble trouble) {
	r := inTrouble(t, trouble.args...)
	ids := r.foreignNumbers(50)
	if !trouble.breaks {
		ids = append(ids, r.foreignNumbers(200)...)
	}
	r.start()
	r.working(trouble.breaks)

	trouble.begin(r)
	called := r.calls()
	began := time.Now()
	r.eventually("the trouble to be met and told", func() bool {
		return r.failures.all() >= trouble.failures && r.log.count("warn", "redis in trouble") > 0
	})
	rate := float64(r.failures.all()) / (time.Since(began).Seconds() + 1)
	require.Less(t, rate, float64(mostFailures), "nothing spins")
	require.LessOrEqual(t, r.calls(), called+inFlight, "no call goes that cannot be recorded")
	trouble.end(r)

	r.requireUnharmed(ids)
	r.requireToldOnce()
	require.NotZero(t, r.failures.of(trouble.kind), "the trouble was met: %v", r.failures.kinds)
}

func kill(r *troubled)    { r.redis.Kill() }
func restart(r *troubled) { r.redis.Restart() }

// fill gives the server something to load.
func fill(r *troubled) {
	_, err := r.admin.Pipelined(r.T.Context(), func(p redis.Pipeliner) error {
		for i := range 3000 {
			p.Set(r.T.Context(), "filler:"+strconv.Itoa(i), i, 0)
		}
		return nil
	})
	require.NoError(r.T, err)
}

func hang(r *troubled) {
	info, err := r.admin.Info(r.T.Context(), "server").Result()
	require.NoError(r.T, err)
	_, rest, _ := strings.Cut(info, "process_id:")
	pid, _, _ := strings.Cut(rest, "\r\n")
	r.pid, err = strconv.Atoi(pid)
	require.NoError(r.T, err)
	require.NoError(r.T, syscall.Kill(r.pid, syscall.SIGSTOP))
}

func goOn(r *troubled) { require.NoError(r.T, syscall.Kill(r.pid, syscall.SIGCONT)) }

// failSaving puts a folder where the server saves its snapshots.
func failSaving(r *troubled) {
	ctx := r.T.Context()
	require.NoError(r.T, r.admin.ConfigSet(ctx, "save", "86400 1000000").Err())
	require.NoError(r.T, os.Mkdir(r.snapshot(), 0o700))
	require.NoError(r.T, r.admin.BgSave(ctx).Err())
}

func mendSaving(r *troubled) {
	require.NoError(r.T, os.Remove(r.snapshot()))
	require.NoError(r.T, r.admin.BgSave(r.T.Context()).Err())
}

func (r *troubled) snapshot() string {
	r.T.Helper()
	dir, err := r.admin.ConfigGet(r.T.Context(), "dir").Result()
	require.NoError(r.T, err)
	return filepath.Join(dir["dir"], "dump.rdb")
}
