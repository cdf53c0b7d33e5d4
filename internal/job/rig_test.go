package job_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/display"
	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/job"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17"
	"github.com/trackreg/trackreg/track17/sandbox"
	"github.com/trackreg/trackreg/worker"
)

// rig is what a run works with, on a virtual clock: an embedded Redis and a vendor behind a pipe.
type rig struct {
	t         *testing.T
	rdb       redis.UniversalClient
	vendor    *sandbox.Server
	transport *http.Transport
	dir       string
	shown     *screen
}

// virtually runs a test with a rig of its own.
func virtually(t *testing.T, o sandbox.Options, test func(r *rig)) {
	t.Helper()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		r := &rig{t: t, rdb: redistest.Embedded(t), vendor: sandbox.New(o), transport: track17.NewTransport(), dir: dir, shown: &screen{}}
		pipe := sandbox.NewPipe()
		server := &http.Server{Handler: r.vendor}
		served := make(chan error, 1)
		go func() { served <- server.Serve(pipe) }()
		r.transport.Proxy, r.transport.DialContext = nil, pipe.Dial
		t.Cleanup(func() {
			r.transport.CloseIdleConnections()
			_ = r.vendor.Close()
			_ = server.Close()
			<-served
		})
		test(r)
	})
}

// screen keeps what a run shows.
type screen struct {
	mu     sync.Mutex
	frames []display.Frame
	notes  []string
}

func (s *screen) Every() time.Duration { return time.Second }
func (s *screen) Close()               {}

func (s *screen) Show(f display.Frame) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.frames = append(s.frames, f)
}

func (s *screen) Note(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.notes = append(s.notes, line)
}

// gate is the account's, for a hand on it.
func (r *rig) gate() *gate.Gate { return gate.New(r.rdb, "trackreg:{main}:gate", gate.Options{}) }

// options are those of a run over a CSV of these lines, with the settings' defaults.
func (r *rig) options(lines ...string) job.Options {
	r.t.Helper()
	path := filepath.Join(r.dir, "parcels.csv")
	require.NoError(r.t, os.WriteFile(path, []byte("number,carrier\n"+strings.Join(lines, "\n")+"\n"), 0o600))
	in, err := job.Choose([]string{path}, nil, rows.Options{Name: "parcels.csv"})
	require.NoError(r.t, err)
	r.t.Cleanup(in.Close)
	return job.Options{
		Redis: r.rdb, Gate: r.gate(), Account: "main", Input: in, HighWater: 50_000,
		FailuresFile: filepath.Join(r.dir, "parcels.failures.csv"), Again: "trackreg register", Display: r.shown,
		Worker: worker.Options{
			Redis: r.rdb, Operations: []*track17.Operation{track17.Register()}, RequestsInFlight: 16,
			CallTimeout: 35 * time.Second, MaxAttempts: 3, RetryMin: 30 * time.Second, RetryMax: time.Minute,
			ShutdownTimeout: 45 * time.Second, Log: zerolog.Nop(),
			Accounts: []worker.Account{{
				Name: "main", RequestsPerSecond: 3, BatchSize: 40, QuotaPoll: 10 * time.Minute, OutcomesMax: 1_000_000,
				Key: func() string { return "a-key" },
				Vendor: track17.NewClient(track17.Options{
					BaseURL: "http://vendor.invalid/track/v2.4", Key: func() string { return "a-key" },
					Timeout: 35 * time.Second, Transport: r.transport,
				}),
			}},
		},
	}
}

// run carries a run out.
func (r *rig) run(o job.Options) job.Summary {
	r.t.Helper()
	s, err := job.Run(r.t.Context(), o)
	require.NoError(r.t, err)
	return s
}

// failures are the lines of the failures file behind its header; nil if there is none.
func (r *rig) failures() []string {
	r.t.Helper()
	text, err := os.ReadFile(filepath.Join(r.dir, "parcels.failures.csv"))
	if os.IsNotExist(err) {
		return nil
	}
	require.NoError(r.t, err)
	return strings.Split(strings.TrimSpace(string(text)), "\n")[1:]
}

// waiting is how many numbers are in the account's bulk queue, in any state but done.
func (r *rig) waiting() int {
	r.t.Helper()
	counts, err := queue.ReadCounts(r.t.Context(), r.rdb, queue.BulkQueue("main"))
	require.NoError(r.t, err)
	c := counts[0]
	return int(c.Pending + c.Active + c.Retry + c.Scheduled)
}

// good are n lines that the vendor takes.
func good(n int) (lines []string) {
	for i := range n {
		lines = append(lines, fmt.Sprintf("GOOD%06d,3011", i))
	}
	return lines
}
