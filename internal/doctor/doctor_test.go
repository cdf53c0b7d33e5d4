package doctor_test

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/doctor"
	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// patient is what is examined: all is well with it until a test makes it ill.
type patient struct {
	doctor.Options
	t      *testing.T
	redis  *redistest.Server
	vendor *sandbox.Server
}

func newPatient(t *testing.T, options ...redistest.Option) *patient {
	t.Helper()
	p := &patient{t: t, redis: redistest.RequireReal(t, append([]redistest.Option{redistest.AppendOnly()}, options...)...)}
	p.Settings = configs.Defaults()
	p.Settings.Redis.URL = p.redis.URL
	p.Settings.HTTP.Listen = ""
	p.Accounts = []string{"main"}
	o := sandbox.DefaultOptions()
	o.Keys = []string{"good"}
	p.vendorOf(o)
	p.serve("main")
	return p
}

// serve has somebody say that he serves an account.
func (p *patient) serve(account string) {
	p.t.Helper()
	now := time.Now()
	said := fmt.Sprintf(`%d %d {"host":"shop","pid":7,"version":"v1.2.3"}`, now.UnixMicro(), now.Add(50*time.Second).UnixMicro())
	err := p.redis.Client().HSet(p.t.Context(), keyspace.Account(account).Workers(), "shop-7", said).Err()
	if !redis.HasErrorPrefix(err, "READONLY") { // a replica has no worker
		require.NoError(p.t, err)
	}
}

// vendorOf gives the patient a 17TRACK and a key that opens it.
func (p *patient) vendorOf(o sandbox.Options) {
	p.t.Helper()
	o.Service, o.Jitter = sandbox.Span{}, sandbox.Span{}
	o.Rate = 0 // on a slow machine calls that were spaced arrive close together
	p.vendor = sandbox.New(o)
	front := httptest.NewServer(p.vendor)
	p.t.Cleanup(front.Close)
	p.t.Cleanup(func() { _ = p.vendor.Close() })
	p.account(func(a *configs.Account) { a.Key, a.BaseURL = "good", front.URL+"/track/v2.4" })
}

// account changes the account main.
func (p *patient) account(change func(*configs.Account)) {
	main := p.Settings.Accounts["main"]
	change(&main)
	p.Settings.Accounts = map[string]configs.Account{"main": main}
}

func (p *patient) gate() *gate.Gate {
	return gate.New(p.redis.Client(), keyspace.Account("main").Gate(), gate.Options{})
}

// ills are the checks that are not ok, by their names.
func (p *patient) ills() map[string]doctor.Check {
	p.t.Helper()
	ills := map[string]doctor.Check{}
	for _, c := range doctor.Examine(p.t.Context(), p.Options).Checks {
		if c.Level != doctor.OK {
			require.NotEmpty(p.t, c.Mend, "%+v", c)
			ills[c.Name] = c
		}
	}
	return ills
}

// only requires that one thing and nothing else is ill.
func (p *patient) only(name string, level doctor.Level, found string) {
	p.t.Helper()
	ills := p.ills()
	require.Len(p.t, ills, 1, "%+v", ills)
	require.Equal(p.t, level, ills[name].Level, "%+v", ills)
	require.Contains(p.t, ills[name].Found, found)
}

func TestAllIsWell(t *testing.T) {
	p := newPatient(t)
	p.Now = time.Now
	keys := func() []string {
		all := p.redis.Client().Keys(t.Context(), "*").Val()
		slices.Sort(all)
		return all
	}
	before := keys()
	r := doctor.Examine(t.Context(), p.Options)
	require.Equal(t, doctor.OK, r.Level, "%+v", r.Checks)
	var names []string
	for _, c := range r.Checks {
		names = append(names, c.Name)
	}
	require.Equal(t, []string{
		"settings", "redis", "version", "eviction", "persistence", "memory", "permissions", "clock of redis",
		"workers", "key", "clock of 17TRACK", "http.listen",
	}, names)
	require.Equal(t, []string{"trackreg:{main}:workers"}, before)
	require.Equal(t, []string{"trackreg:{main}:gate", "trackreg:{main}:workers"}, keys(), "the slot's")
	require.EqualValues(t, 1, p.vendor.Summary("good").Calls)
	var text strings.Builder
	require.NoError(t, r.Write(&text))
	require.Contains(t, text.String(), "all is well")
}

func TestTheWorstLevelIsTheReports(t *testing.T) {
	p := newPatient(t)
	p.account(func(a *configs.Account) { a.Key = "" })
	require.Equal(t, doctor.Warning, doctor.Examine(t.Context(), p.Options).Level)
	require.NoError(t, p.redis.Client().ConfigSet(t.Context(), "appendonly", "no").Err())
	r := doctor.Examine(t.Context(), p.Options)
	require.Equal(t, doctor.Fault, r.Level)
	require.Equal(t, []int{1, 1}, []int{r.Faults, r.Warnings})
	var text strings.Builder
	require.NoError(t, r.Write(&text))
	require.Contains(t, text.String(), "→ set appendonly yes\n")
	require.Contains(t, text.String(), "\n1 fault, 1 warning\n")
}

func TestClocksApart(t *testing.T) {
	p := newPatient(t)
	ahead := 10 * time.Second
	p.Now = func() time.Time { return time.Now().Add(ahead) }
	ills := p.ills()
	require.Len(t, ills, 2)
	require.Equal(t, doctor.Warning, ills["clock of redis"].Level)
	require.Contains(t, ills["clock of redis"].Found, "s behind this machine's")
	require.Equal(t, doctor.Warning, ills["clock of 17TRACK"].Level)
	ahead = -time.Hour
	require.Equal(t, doctor.Fault, p.ills()["clock of redis"].Level)
}

func TestAddressInUse(t *testing.T) {
	answers := map[string]string{"/healthz": `{"status":"ok","program":"trackreg"}`, "/readyz": `{"status":"ready"}`}
	status := http.StatusOK
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.URL.Path == "/readyz" {
			w.WriteHeader(status)
		}
		_, _ = w.Write([]byte(answers[q.URL.Path]))
	}))
	defer other.Close()
	p := newPatient(t)
	p.Settings.HTTP.Listen = strings.TrimPrefix(other.URL, "http://")
	require.Empty(t, p.ills(), "a worker that runs")
	status, answers["/readyz"] = http.StatusServiceUnavailable, `{"status":"unready","why":"it is stopping"}`
	p.only("http.listen", doctor.Warning, "it is stopping")
	answers["/healthz"] = "something else"
	p.only("http.listen", doctor.Fault, "in use, and not by a trackreg")
	p.Settings.HTTP.Listen = "192.0.2.1:80" // of documentation (RFC 5737), so none of this machine's
	p.only("http.listen", doctor.Fault, "cannot be listened on")
	p.Settings.HTTP.Listen, p.Settings.HTTP.TokenFile = "127.0.0.1:0", "no-such-file"
	p.only("http.listen", doctor.Fault, "no-such-file")
	p.Settings.HTTP.TokenFile, p.Settings.HTTP.Tokens = "", []configs.Token{{Name: "shop", TokenFile: "no-such-other", May: []configs.Right{configs.MayRead}}}
	p.only("http.listen", doctor.Fault, "no-such-other")
}

func TestAnAddressForOthersWithoutATokenServesLittle(t *testing.T) {
	p := newPatient(t)
	found := func(listen, token string) string {
		p.Settings.HTTP.Listen, p.Settings.HTTP.Token = listen, configs.Secret(token)
		checks := doctor.Examine(t.Context(), p.Options).Checks
		return checks[len(checks)-1].Found
	}
	const little = "only health checks and metrics"
	require.Contains(t, found(":0", ""), little)
	require.NotContains(t, found(":0", "sesame"), little)
	require.NotContains(t, found("127.0.0.1:0", ""), little)
	p.Settings.HTTP.Tokens = []configs.Token{{Name: "shop", Token: "sesame", May: []configs.Right{configs.MayIntake}}}
	require.NotContains(t, found(":0", ""), little)
}

func TestSettingsAtFault(t *testing.T) {
	_, _, err := configs.Load(configs.LoadOptions{Search: []string{}, Env: []string{"TRACKREG_WORKER_MAX_ATTEMPTS=many", "TRACKREG_LOG_LEVEL=loud"}})
	r := doctor.Examine(t.Context(), doctor.Options{Err: err})
	require.Equal(t, doctor.Fault, r.Level)
	require.NotEmpty(t, r.Checks)
	require.Contains(t, r.Checks[0].Found, "TRACKREG_")

	s, warnings, err := configs.Load(configs.LoadOptions{Search: []string{}, Env: []string{"TRACKREG_REDIS_ULR=redis://h"}})
	require.NoError(t, err)
	r = doctor.Examine(t.Context(), doctor.Options{Settings: s, Warnings: warnings, Accounts: []string{"main"}})
	require.Equal(t, doctor.Warning, r.Checks[0].Level)
	require.Contains(t, r.Checks[0].Found, "TRACKREG_REDIS_ULR")
	require.Contains(t, r.Checks[1].Found, "no Redis is configured")
}

func TestNoSecretIsShown(t *testing.T) {
	p := newPatient(t)
	p.Settings.Redis.URL = "redis://worker:hush@" + p.redis.Addr
	p.account(func(a *configs.Account) { a.Key = "very-secret" })
	r := doctor.Examine(t.Context(), p.Options)
	var text strings.Builder
	require.NoError(t, r.Write(&text))
	require.NoError(t, r.WriteJSON(&text))
	require.NotContains(t, text.String(), "hush")
	require.NotContains(t, text.String(), "very-secret")
	require.Contains(t, text.String(), "refuses the login")
}

// freePort is an address that nothing listens on.
func freePort(t *testing.T) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	return listener.Addr().String()
}
