package web

import (
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/http"
	"slices"
	"strings"

	"github.com/trackreg/trackreg/internal/web/problem"
)

// open are the paths that tell nothing of anybody's and that monitoring asks
// without a token.
var open = []string{"/healthz", "/readyz", "/metrics"}

// guard decides who may do what.
type guard struct {
	token    func() string
	loopback bool
}

// wrap lets through to next what is allowed and answers 401 or 403 to the rest.
func (g guard) wrap(next http.Handler) http.Handler {
	crossSite := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch token := g.current(); {
		case slices.Contains(open, r.URL.Path):
		case token != "" && !shows(r, token):
			unauthorized(w)
			return
		case token == "" && !g.loopback:
			tokenless(w, "nothing but /healthz, /readyz and /metrics is served on this address without a token")
			return
		case token == "" && !asksLoopback(r):
			// A page elsewhere can have its own name lead to this machine.
			tokenless(w, "without a token this is served to this machine alone, by the name localhost or its address")
			return
		case token == "" && changes(r.Method):
			tokenless(w, "without a token nothing is changed")
			return
		case crossSite.Check(r) != nil:
			problem.Problem{Error: "a page of another site asks for this", Mend: "send it from a program"}.Write(w, http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (g guard) current() string {
	if g.token == nil {
		return ""
	}
	return g.token()
}

// shows says whether the request has the token, as Bearer or as the password of
// Basic. The hashes are of equal length, so that time tells nothing of the token.
func shows(r *http.Request, token string) bool {
	_, shown, basic := r.BasicAuth()
	if !basic {
		scheme, rest, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		if !strings.EqualFold(scheme, "Bearer") {
			return false
		}
		shown = strings.TrimSpace(rest)
	}
	got, want := sha256.Sum256([]byte(shown)), sha256.Sum256([]byte(token))
	return subtle.ConstantTimeCompare(got[:], want[:]) == 1
}

// asksLoopback says whether the request names this machine as its host.
func asksLoopback(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = strings.Trim(r.Host, "[]")
	}
	return strings.EqualFold(host, "localhost") || net.ParseIP(host).IsLoopback()
}

func changes(method string) bool {
	return method != http.MethodGet && method != http.MethodHead && method != http.MethodOptions
}

func unauthorized(w http.ResponseWriter) {
	w.Header().Add("WWW-Authenticate", `Bearer realm="trackreg"`)
	w.Header().Add("WWW-Authenticate", `Basic realm="trackreg", charset="UTF-8"`)
	problem.Problem{
		Error: "the token is missing or wrong",
		Mend:  "send Authorization: Bearer TOKEN, or Basic with the token as the password; it is the worker's http.token",
	}.Write(w, http.StatusUnauthorized)
}

func tokenless(w http.ResponseWriter, what string) {
	problem.Problem{
		Error: what,
		Mend:  "give the worker a token (http.token, http.token_file or TRACKREG_HTTP_TOKEN) and send it as Authorization: Bearer TOKEN",
	}.Write(w, http.StatusForbidden)
}
