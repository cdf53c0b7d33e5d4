package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/web"
)

func tokenOf(value string) func(*web.Options) {
	return func(o *web.Options) { o.Token = func() string { return value } }
}

func everywhere(o *web.Options) { o.Listen = ":0" }

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
