package web_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/web"
	"github.com/trackreg/trackreg/internal/web/caller"
)

func tokenOf(value string) func(*web.Options) {
	return func(o *web.Options) { o.Token = func() string { return value } }
}

func everywhere(o *web.Options) { o.Listen = ":0" }

func free(o *web.Options) { o.Free = true }

var anonymous change = func(q *http.Request) { q.Header.Del("Authorization") }

func basic(user, password string) change {
	return func(q *http.Request) { q.SetBasicAuth(user, password) }
}

const item = `{"number":"AB12345"}`

func TestTokenMatrix(t *testing.T) {
	rdb := redistest.Embedded(t)
	servers := map[string]*rig{
		"token":           serve(t, rdb).described(),
		"token, public":   serve(t, rdb, everywhere).described(),
		"no token":        serve(t, rdb, tokenOf("")),
		"no token, nil":   serve(t, rdb, func(o *web.Options) { o.Token = nil }),
		"no token,public": serve(t, rdb, tokenOf(""), everywhere),
		"sandbox":         serve(t, rdb, tokenOf(""), free),
		"sandbox, token":  serve(t, rdb, free).described(),
		"sandbox, public": serve(t, rdb, tokenOf(""), free, everywhere),
	}
	type ask struct {
		method, path string
		how          change
	}
	bearer := func(q *http.Request) {}
	for _, c := range []struct {
		server string
		ask    ask
		status int
	}{
		{"token", ask{"GET", "/healthz", anonymous}, 200},
		{"token", ask{"GET", "/readyz", anonymous}, 200},
		{"token", ask{"GET", "/api/v1/openapi.json", anonymous}, 401},
		{"token", ask{"GET", "/api/v1/openapi.json", bearer}, 200},
		{"token", ask{"POST", "/api/v1/numbers", anonymous}, 401},
		{"token", ask{"POST", "/api/v1/numbers", header("Authorization", "Bearer open-sesam")}, 401},
		{"token", ask{"POST", "/api/v1/numbers", header("Authorization", "Bearer ")}, 401},
		{"token", ask{"POST", "/api/v1/numbers", header("Authorization", token)}, 401},
		{"token", ask{"POST", "/api/v1/numbers", basic(token, "")}, 401},
		{"token", ask{"POST", "/api/v1/numbers", basic("", "wrong")}, 401},
		{"token", ask{"POST", "/api/v1/numbers", basic("anybody", token)}, 202},
		{"token", ask{"POST", "/api/v1/numbers", header("Authorization", "bearer "+token)}, 202},
		{"token", ask{"POST", "/api/v1/numbers", header("Sec-Fetch-Site", "cross-site")}, 403},
		{"token, public", ask{"GET", "/healthz", anonymous}, 200},
		{"token, public", ask{"POST", "/api/v1/numbers", anonymous}, 401},
		{"token, public", ask{"POST", "/api/v1/numbers", bearer}, 202},
		{"no token", ask{"GET", "/api/v1/openapi.json", anonymous}, 200},
		{"no token", ask{"GET", "/healthz", anonymous}, 200},
		{"no token", ask{"POST", "/api/v1/numbers", anonymous}, 403},
		{"no token", ask{"POST", "/api/v1/numbers", bearer}, 403},
		{"no token", ask{"POST", "/healthz", anonymous}, 405},
		{"sandbox", ask{"POST", "/api/v1/numbers", anonymous}, 202},
		{"sandbox", ask{"POST", "/api/v1/numbers", header("Sec-Fetch-Site", "cross-site")}, 403},
		{"sandbox", ask{"POST", "/api/v1/numbers", func(q *http.Request) { q.Host = "evil.example" }}, 403},
		{"sandbox, token", ask{"POST", "/api/v1/numbers", anonymous}, 401},
		{"sandbox, public", ask{"POST", "/api/v1/numbers", anonymous}, 403},
		{"no token", ask{"GET", "/api/v1/openapi.json", func(q *http.Request) { q.Host = "evil.example" }}, 403},
		{"no token", ask{"GET", "/api/v1/openapi.json", func(q *http.Request) { q.Host = "localhost:80" }}, 200},
		{"no token, nil", ask{"POST", "/api/v1/numbers", bearer}, 403},
		{"no token,public", ask{"GET", "/healthz", anonymous}, 200},
		{"no token,public", ask{"GET", "/readyz", anonymous}, 200},
		{"no token,public", ask{"GET", "/metrics", anonymous}, 404},
		{"no token,public", ask{"GET", "/", anonymous}, 403},
		{"no token,public", ask{"GET", "/api/v1/openapi.json", anonymous}, 403},
		{"no token,public", ask{"POST", "/api/v1/numbers", bearer}, 403},
	} {
		body := ""
		if c.ask.method == "POST" {
			body = item
		}
		r := servers[c.server]
		if c.status == 404 || c.status == 405 {
			r.judge = nil // these are not described
		}
		p := r.do(c.ask.method, c.ask.path, body, c.ask.how)
		require.Equal(t, c.status, p.status, "%s: %s %s: %s", c.server, c.ask.method, c.ask.path, p.body)
		require.NotContains(t, string(p.body), token)
		switch c.status {
		case 401:
			require.Equal(t, []string{`Bearer realm="trackreg"`, `Basic realm="trackreg", charset="UTF-8"`}, p.header.Values("WWW-Authenticate"))
			require.Contains(t, p.answered(t).Mend, "Authorization: Bearer")
		case 403:
			require.NotEmpty(t, p.answered(t).Error)
		}
		require.Equal(t, "nosniff", p.header.Get("X-Content-Type-Options"))
		require.Contains(t, p.header.Get("Content-Security-Policy"), "default-src 'none'")
	}
	require.Contains(t, servers["no token"].post("", item).answered(t).Mend, "http.token")
	for name, r := range servers {
		r.stop()
		require.NotContains(t, r.log.String(), token, name)
	}
}

func TestANewTokenHoldsAtOnce(t *testing.T) {
	now := "first"
	r := serve(t, redistest.Embedded(t), func(o *web.Options) { o.Token = func() string { return now } })
	require.Equal(t, 401, r.post("", item).status)
	now = token
	require.Equal(t, 202, r.post("", item).status)
}

// several gives a server tokens that may one thing each, named after it, and one for an account.
func several(o *web.Options) {
	for _, right := range configs.Rights() {
		secret := "token-of-" + string(right)
		o.Tokens = append(o.Tokens, web.Token{Name: string(right), Secret: func() string { return secret }, May: []configs.Right{right}})
	}
	o.Tokens = append(o.Tokens, web.Token{
		Name: "shop-admin", Secret: func() string { return "token-of-shop-admin" }, Accounts: []string{"shop"},
		May: []configs.Right{configs.MayAdmin},
	}, web.Token{
		Name: "shop-only", Secret: func() string { return "token-of-shop-only" }, Accounts: []string{"shop"},
		May: []configs.Right{configs.MayIntake, configs.MayRead, configs.MayAct},
	})
}

func as(name string) change { return header("Authorization", "Bearer token-of-"+name) }

// TestATokenMayOneThing asks for everything with every token.
func TestATokenMayOneThing(t *testing.T) {
	through := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	r := serve(t, redistest.Embedded(t), several, func(o *web.Options) { o.Page, o.Monitor, o.Metrics = through, through, through })
	const intake, read, act, admin, shop = "intake", "read", "act", "admin", "shop-only"
	for _, c := range []struct {
		method, path string
		may          []string // beside admin
	}{
		{"GET", "/", []string{read, shop}},
		{"GET", "/assets/page.css", []string{read, shop}},
		{"GET", "/api/v1/status", []string{read, shop}},
		{"GET", "/api/v1/events", []string{read, shop}},
		{"GET", "/api/v1/search?number=A", []string{read, shop}},
		{"GET", "/api/v1/failures.csv", []string{read, shop}},
		{"HEAD", "/api/v1/failures.xlsx", []string{read, shop}},
		{"GET", "/api/v1/anything/new", []string{read, shop}},
		{"GET", "/api/v1/openapi.json", []string{intake, read, act, shop}},
		{"POST", "/api/v1/numbers?account=shop", []string{intake, shop}},
		{"POST", "/api/v1/numbers?account=main", []string{intake}},
		{"POST", "/api/v1/numbers", []string{intake}},
		{"POST", "/api/v1/files?account=shop", []string{intake, shop}},
		{"POST", "/api/v1/files?account=main&dry_run=1", []string{intake}},
		{"POST", "/api/v1/accounts/main/pause", []string{act, shop}}, // the page asks for the account
		{"POST", "/api/v1/accounts/main/%70ause", []string{act, shop}},
		{"POST", "/api/v1/accounts/main/resume", []string{act, shop}},
		{"POST", "/api/v1/accounts/main/quota", []string{act, shop}},
		{"POST", "/api/v1/failures/retry", []string{act, shop}},
		{"POST", "/api/v1/imports/nightly/run", []string{act, shop}},
		{"POST", "/api/v1/imports/nightly/cancel", []string{act, shop}},
		{"POST", "/api/v1/anything/new", nil},
		{"DELETE", "/api/v1/accounts/main/pause/", nil},
		{"PUT", "/", nil},
		{"GET", "/asynqmon/", []string{read}},
		{"GET", "/asynqmon/api/queues", []string{read}},
		{"GET", "/asynqmon/../asynqmon/api/queues", []string{read}},
		{"POST", "/asynqmon/api/queues/main-live:pause", nil},
		{"DELETE", "/asynqmon/api/queues/main-live/pending_tasks/x", nil},
	} {
		for _, name := range []string{intake, read, act, admin, shop} {
			body := ""
			if c.method == "POST" {
				body = item
			}
			p := r.do(c.method, c.path, body, as(name))
			if name == admin || slices.Contains(c.may, name) {
				require.NotContains(t, []int{401, 403}, p.status, "%s %s with %s: %s", c.method, c.path, name, p.body)
				continue
			}
			require.Equal(t, 403, p.status, "%s %s with %s", c.method, c.path, name)
			if c.method != "HEAD" {
				require.Contains(t, p.answered(t).Error, "the token "+name+" ")
			}
		}
		require.Equal(t, 401, r.do(c.method, c.path, "", anonymous).status, "%s %s", c.method, c.path)
		require.NotContains(t, []int{401, 403}, r.do(c.method, c.path, item).status, "http.token may do everything")
	}
	p := r.post("", item, as(read)).answered(t)
	require.Equal(t, "the token read may read, and this needs intake", p.Error)
	require.Contains(t, p.Mend, "http.tokens")
	for _, account := range []string{"main", "nobodys"} { // whether there is one is not told
		p = r.post("?account="+account, item, as(shop)).answered(t)
		require.Equal(t, "the token shop-only is for shop, and this is about "+account, p.Error)
	}
	require.Equal(t, 404, r.post("?account=nobodys", item, as(intake)).status)
	for path, status := range map[string]int{
		"/api/v1/numbers?account=shop": 202, "/api/v1/numbers?account=main": 403, "/api/v1/anything/new": 403, "/asynqmon/api/queues/main-live:pause": 403,
	} {
		require.Equal(t, status, r.do("POST", path, item, as("shop-admin")).status, "%s: admin of an account is admin of no other", path)
	}
	require.Equal(t, 200, r.do("GET", "/metrics", "", anonymous).status)
	require.Zero(t, r.pending("nobodys-live"))
}

func TestTokensAreAskedForWhereThereIsNoMainOne(t *testing.T) {
	r := serve(t, redistest.Embedded(t), tokenOf(""), several)
	require.Equal(t, 401, r.do("GET", "/api/v1/openapi.json", "", anonymous).status)
	require.Equal(t, 202, r.post("", item, as("intake")).status)
}

func TestATokenOfTheListFollowsItsFile(t *testing.T) {
	now := "first"
	r := serve(t, redistest.Embedded(t), func(o *web.Options) {
		o.Tokens = []web.Token{{Name: "shop", Secret: func() string { return now }, May: []configs.Right{configs.MayIntake}}}
	})
	require.Equal(t, 401, r.post("", item, as("shop")).status)
	now = "token-of-shop"
	require.Equal(t, 202, r.post("", item, as("shop")).status)
	now = token
	p := r.post("", item)
	require.Equal(t, 403, p.status, "it has come to be the same as another")
	require.Contains(t, p.answered(t).Error, "two of the worker's tokens are the same")
}

// TestHealthIsToldWithoutATokenBeingRead is for token files that hang.
func TestHealthIsToldWithoutATokenBeingRead(t *testing.T) {
	r := serve(t, redistest.Embedded(t), func(o *web.Options) {
		o.Token = func() string { t.Error("the token was read"); return token }
	})
	require.Equal(t, 200, r.do("GET", "/healthz", "", anonymous).status)
	require.Equal(t, 200, r.do("GET", "/readyz", "", anonymous).status)
}

func TestWhoAsksIsTheTokensNameOrWhomATrustedProxyNames(t *testing.T) {
	var who string
	told := http.HandlerFunc(func(_ http.ResponseWriter, q *http.Request) { who = caller.Of(q.Context()).Who() })
	asked := func(trust bool, changes ...change) string {
		r := serve(t, redistest.Embedded(t), several, func(o *web.Options) { o.Page, o.TrustUser = told, trust })
		require.Equal(t, 200, r.do("GET", "/", "", changes...).status)
		return who
	}
	user := header("X-Forwarded-User", "alice@example.com")
	require.Equal(t, "token", asked(false))
	require.Equal(t, "read", asked(false, as("read"), user), "anybody can write a header")
	require.Equal(t, "alice@example.com", asked(true, as("read"), user))
	require.Equal(t, "read", asked(true, as("read")))
	require.Equal(t, "read", asked(true, as("read"), header("X-Forwarded-User", strings.Repeat("x", 300))))
	require.Equal(t, "read", asked(true, as("read"), header("X-Forwarded-User", "a\u202eb")))
	require.Equal(t, "read", asked(true, as("read"), user, func(q *http.Request) { q.Header.Add("X-Forwarded-User", "bob") }))
}

func TestPathsAndMethodsThatAreNotThere(t *testing.T) {
	r := serve(t, redistest.Embedded(t))
	p := r.do("GET", "/api/v1/nothing", "")
	require.Equal(t, http.StatusNotFound, p.status)
	require.NotEmpty(t, p.answered(t).Mend)
	p = r.do("GET", "/api/v1/numbers", "")
	require.Equal(t, http.StatusMethodNotAllowed, p.status)
	require.Equal(t, "POST", p.header.Get("Allow"))
	p = r.do("DELETE", "/healthz", "")
	require.Equal(t, "GET, HEAD", p.header.Get("Allow"))
	require.Equal(t, http.StatusOK, r.do("HEAD", "/healthz", "").status)
}

func TestReadyOnlyWhenTheWorkerIs(t *testing.T) {
	ready := false
	r := serve(t, redistest.Embedded(t), func(o *web.Options) { o.Ready = func() bool { return ready } }).described()
	p := r.do("GET", "/readyz", "", anonymous)
	require.Equal(t, http.StatusServiceUnavailable, p.status)
	require.Contains(t, string(p.body), "starting or stopping")
	ready = true
	require.Equal(t, http.StatusOK, r.do("GET", "/readyz", "", anonymous).status)
}

func TestAPanicIsContained(t *testing.T) {
	r := serve(t, redistest.Embedded(t), func(o *web.Options) { o.Ready = func() bool { panic("hush") } })
	p := r.do("GET", "/readyz", "")
	require.Equal(t, http.StatusInternalServerError, p.status)
	require.NotContains(t, string(p.body), "hush")
	require.Equal(t, http.StatusOK, r.do("GET", "/healthz", "").status)
	r.stop()
	require.Contains(t, r.log.String(), "hush")
	require.True(t, strings.Contains(r.log.String(), "health.go"), "the stack is logged")
}
