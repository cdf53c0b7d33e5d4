package page_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/internal/presence"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/internal/view/page"
	"github.com/trackreg/trackreg/internal/web"
	"github.com/trackreg/trackreg/internal/web/browsertest"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17"
	"github.com/trackreg/trackreg/track17/sandbox"
	"github.com/trackreg/trackreg/worker"
)

// chromium is one for all tests.
var chromium browsertest.Browser

func TestMain(m *testing.M) { goleak.VerifyTestMain(chromium.Around(m)) }

const (
	token     = "open-sesame"
	patience  = time.Minute
	pollEvery = 20 * time.Millisecond
)

// rig is the page behind the server that a worker has, on a Redis of its own and a
// simulated vendor.
type rig struct {
	t      *testing.T
	redis  *redistest.Server
	vendor *sandbox.Server
	rdb    redis.UniversalClient
	url    string
	worker worker.Options
	client *http.Client
	stop   func()
}

// given is what a rig is made of.
type given struct {
	accounts []string
	vendor   sandbox.Options
	imports  page.Imports
	token    string
	tokens   []web.Token
	known    int
	unserved bool // no worker says that it serves the accounts
}

func newRig(t *testing.T, g given) *rig {
	t.Helper()
	server := redistest.RequireReal(t)
	vendor := sandbox.New(g.vendor)
	front := httptest.NewServer(vendor)
	t.Cleanup(front.Close)
	t.Cleanup(func() { _ = vendor.Close() })
	r := &rig{t: t, redis: server, vendor: vendor, rdb: server.Client(), client: &http.Client{Transport: &http.Transport{}}}
	if g.accounts == nil {
		g.accounts = []string{"main"}
	}
	r.worker = worker.Options{
		Redis: r.rdb, Operations: []*track17.Operation{track17.Register()}, RequestsInFlight: 4,
		CallTimeout: 5 * time.Second, MaxAttempts: 3, RetryMin: time.Hour, RetryMax: 2 * time.Hour,
		ShutdownTimeout: 5 * time.Second, Log: zerolog.Nop(),
	}
	o := page.Options{Redis: r.rdb, Imports: g.imports, Monitor: true, Log: zerolog.New(zerolog.NewTestWriter(t))}
	for _, name := range g.accounts {
		r.worker.Accounts = append(r.worker.Accounts, worker.Account{
			Name: name, RequestsPerSecond: 3, BatchSize: 40, QuotaPoll: time.Hour, OutcomesMax: 1_000_000, KnownMonths: g.known,
			Vendor: track17.NewClient(track17.Options{BaseURL: front.URL + "/track/v2.4", Key: func() string { return "key-of-" + name }, Timeout: 5 * time.Second}),
		})
	}
	for _, a := range r.worker.Accounts {
		o.Accounts = append(o.Accounts, page.Account{
			Name: a.Name, KnownMonths: a.KnownMonths, Hand: worker.NewHand(r.rdb, r.worker, a),
			Gate: gate.Options{RequestsPerSecond: a.RequestsPerSecond, BatchSize: a.BatchSize},
		})
	}
	if !g.unserved {
		r.pretendWorker()
	}
	r.serve(o, g)
	return r
}

// pretendWorker has somebody say until the test ends that he serves all accounts.
func (r *rig) pretendWorker() {
	beacon := presence.Beacon{
		Redis: r.rdb, OnRedis: func(error) {}, Process: presence.Process{Name: "shop-7", Host: "shop", PID: 7, Version: "v1.2.3", Since: time.Now()},
	}
	for _, a := range r.worker.Accounts {
		beacon.Accounts = append(beacon.Accounts, presence.Account{Name: a.Name, Load: func() presence.Load { return presence.Load{InHand: 40} }})
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- beacon.Run(ctx) }()
	r.t.Cleanup(func() {
		stop()
		require.NoError(r.t, <-ended)
	})
	require.Eventually(r.t, func() bool {
		all, err := presence.NewReader(r.rdb).Of(ctx, r.worker.Accounts[len(r.worker.Accounts)-1].Name)
		return err == nil && len(all) > 0
	}, patience, pollEvery)
}

// serve runs the page and its server until the test ends.
func (r *rig) serve(o page.Options, g given) {
	p := page.New(o)
	server, err := web.Listen(r.t.Context(), web.Options{
		Listen: "127.0.0.1:0", Redis: r.rdb, Accounts: g.accounts, Token: func() string { return g.token }, Tokens: g.tokens, Log: o.Log, Page: p,
	})
	require.NoError(r.t, err)
	_, port, err := net.SplitHostPort(server.Addr().String())
	require.NoError(r.t, err)
	r.url = "http://127.0.0.1:" + port
	r.stop = r.run(server.Run, p.Run)
}

// run runs parts until the test ends or the function that it returns is called.
func (r *rig) run(parts ...func(context.Context) error) func() {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, len(parts))
	for _, part := range parts {
		go func() { ended <- part(ctx) }()
	}
	stop := sync.OnceFunc(func() {
		r.client.CloseIdleConnections()
		cancel()
		for range parts {
			require.NoError(r.t, <-ended)
		}
	})
	r.t.Cleanup(stop)
	return stop
}

// work runs a worker.
func (r *rig) work() (stop func()) {
	w, err := worker.New(r.worker)
	require.NoError(r.t, err)
	return r.run(w.Run)
}

// open opens the page in the browser.
func (r *rig) open(path string) *browsertest.Page {
	tab := chromium.Open(r.t, browsertest.Basic("", token))
	tab.Visit(r.url + path)
	return tab
}

// reply is an answer that has been read.
type reply struct {
	status int
	header http.Header
	body   string
	took   time.Duration
}

type change = func(*http.Request)

func header(name, value string) change { return func(q *http.Request) { q.Header.Set(name, value) } }

// asBrowser asks as a browser without JavaScript does.
var asBrowser = header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")

// do makes a request with the token, of a form if there is a body.
func (r *rig) do(method, path, body string, changes ...change) reply {
	r.t.Helper()
	q, err := http.NewRequestWithContext(r.t.Context(), method, r.url+path, strings.NewReader(body))
	require.NoError(r.t, err)
	q.SetBasicAuth("", token)
	if body != "" {
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, do := range changes {
		do(q)
	}
	begun := time.Now()
	answer, err := r.client.Do(q)
	require.NoError(r.t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(r.t, err)
	return reply{answer.StatusCode, answer.Header, string(text), time.Since(begun)}
}

func (r *rig) get(path string, changes ...change) reply {
	r.t.Helper()
	return r.do("GET", path, "", changes...)
}

func (r *rig) post(path string, fields url.Values, changes ...change) reply {
	r.t.Helper()
	return r.do("POST", path, fields.Encode(), changes...)
}

// await asks until the answer is as wanted.
//
//trackreg:sleeps between two looks at what it waits for, to a bound
func (r *rig) await(path string, wanted func(reply) bool, changes ...change) reply {
	r.t.Helper()
	var last reply
	for begun := time.Now(); time.Since(begun) < patience; time.Sleep(pollEvery) {
		if last = r.get(path, changes...); wanted(last) {
			return last
		}
	}
	require.FailNow(r.t, "the answer never became what was wanted", "%s: %d %s", path, last.status, last.body)
	return last
}

func holds(text string) func(reply) bool {
	return func(p reply) bool { return strings.Contains(p.body, text) }
}

// enqueue puts n numbers in a queue of the account.
func (r *rig) enqueue(account string, n int, options ...queue.Option) {
	r.t.Helper()
	entries := func(yield func(queue.Entry) bool) {
		for i := range n {
			entry, err := queue.ParseEntry(fmt.Appendf(nil, `{"number":"RR%09dCN","carrier":3011}`, i))
			require.NoError(r.t, err)
			if !yield(entry) {
				return
			}
		}
	}
	_, err := queue.NewProducer(r.rdb, queue.Account(account)).EnqueueMany(r.t.Context(), entries, nil, options...)
	require.NoError(r.t, err)
}

// fail records n failures of the account, of four kinds.
func (r *rig) fail(account string, n int) {
	r.t.Helper()
	kinds := []queue.Outcome{
		{Outcome: queue.Rejected, Code: -18010019, Remedy: track17.RemedyAddPostalCode, Message: "Postal code is required."},
		{Outcome: queue.Rejected, Code: -18010012, Remedy: track17.RemedyFixNumber, Message: "The format of 'number' is invalid."},
		{Outcome: queue.Exhausted, Code: -18019911, Remedy: track17.RemedyCarrierUnavailable, Message: "The carrier is unavailable."},
		{Outcome: queue.Exhausted, Code: -18010003, Remedy: track17.RemedyTryLater, Message: "Internal service error."},
	}
	recorder := outlet.NewRecorder(r.rdb)
	const chunk = 5000
	for from := 0; from < n; from += chunk {
		var batch []queue.Outcome
		for i := from; i < min(n, from+chunk); i++ {
			o := kinds[[]int{0, 0, 0, 0, 1, 1, 2, 3, 3, 0}[i%10]]
			o.Account, o.Op, o.Number, o.Queue, o.Attempts = account, queue.Register, fmt.Sprintf("FF%08dDE", i), queue.BulkQueue(account), 1
			o.Task = "register:0:" + o.Number
			o.Payload = fmt.Appendf(nil, `{"number":%q,"tag":"order-%d"}`, o.Number, i)
			batch = append(batch, o)
		}
		require.NoError(r.t, recorder.Record(r.t.Context(), batch))
	}
}

// imports are those of a test.
type imports struct {
	mu    sync.Mutex
	all   []standing.Import
	asked []string
	err   error
}

func (i *imports) Imports(context.Context) ([]standing.Import, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	return append([]standing.Import(nil), i.all...), nil
}

func (i *imports) Runs(ctx context.Context, name string) ([]standing.Run, error) {
	all, err := i.Imports(ctx)
	for _, one := range all {
		if one.Name == name {
			return one.Runs, err
		}
	}
	return nil, err
}

func (i *imports) Report(ctx context.Context, name, id string) (standing.Run, error) {
	all, err := i.Runs(ctx, name)
	for _, run := range all {
		if run.ID == id {
			return run, err
		}
	}
	return standing.Run{}, ledger.ErrNoRun
}

func (i *imports) Run(_ context.Context, name string) (string, error) {
	return name + "@now", i.ask("run " + name)
}

func (i *imports) Cancel(_ context.Context, name string) (int, error) {
	return 1, i.ask("cancel " + name)
}

func (i *imports) ask(what string) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.asked = append(i.asked, what)
	return i.err
}

var errBusy = errors.New("a run is under way: cancel it first")

// failAtOnce writes n failures to the account's record, half of them of one remedy,
// without the outcomes before them.
func (r *rig) failAtOnce(account string, n int) {
	r.t.Helper()
	kinds := []struct {
		class, outcome, remedy string
		code                   int
	}{
		{queue.Terminal, queue.Rejected, track17.RemedyAddPostalCode, -18010019},
		{queue.Terminal, queue.Rejected, track17.RemedyFixNumber, -18010012},
		{queue.Terminal, queue.Rejected, track17.RemedyAddPostalCode, -18010019},
		{queue.Retryable, queue.Exhausted, track17.RemedyTryLater, -18010003},
	}
	const chunk = 10_000
	for from := 0; from < n; from += chunk {
		var fields []any
		for i := from; i < min(n, from+chunk); i++ {
			k := kinds[i%len(kinds)]
			record := fmt.Sprintf(`{"class":%q,"outcome":%q,"code":%d,"message":"as 17TRACK says it","remedy":%q,"payload":{"number":"FF%08dDE"},"task":"t","queue":"main-bulk","attempts":1,"at":"2026-11-24T08:00:00Z"}`,
				k.class, k.outcome, k.code, k.remedy, i)
			fields = append(fields, fmt.Sprintf("register:0:FF%08dDE", i), record)
		}
		require.NoError(r.t, r.rdb.HSet(r.t.Context(), keyspace.Account(account).Failures(), fields...).Err())
	}
}
