package web

import (
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/web/caller"
	"github.com/trackreg/trackreg/internal/web/problem"
)

// open are the paths that tell nothing of anybody's and that monitoring asks
// without a token.
var open = []string{"/healthz", "/readyz", "/metrics"}

// Token is a token that clients may show, and what whoever shows it may.
type Token struct {
	Name     string
	Secret   func() string // asked at each request; "": nobody can show it
	May      []configs.Right
	Accounts []string // that it is for; none: all
}

// guard decides who may do what.
type guard struct {
	tokens    []Token
	needs     *needs
	loopback  bool
	free      bool // nothing is real
	trustUser bool // X-Forwarded-User says who it is
}

func newGuard(o Options, loopback bool) guard {
	g := guard{needs: newNeeds(), loopback: loopback, free: o.Free, trustUser: o.TrustUser}
	if o.Token != nil {
		g.tokens = append(g.tokens, Token{Name: configs.MainToken, Secret: o.Token, May: []configs.Right{configs.MayAdmin}})
	}
	g.tokens = append(g.tokens, o.Tokens...)
	return g
}

// refused answers a request that does not come through, and says why.
type refused func(w http.ResponseWriter)

// wrap lets through to next what is allowed and answers 401 or 403 to the rest.
func (g guard) wrap(next http.Handler) http.Handler {
	crossSite := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if slices.Contains(open, r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		who, refuse := g.identify(r)
		if refuse == nil {
			refuse = g.judge(r, who)
		}
		if refuse == nil && crossSite.Check(r) != nil {
			refuse = forbidden(problem.Problem{Error: "a page of another site asks for this", Mend: "send it from a program"})
		}
		if refuse != nil {
			refuse(w)
			return
		}
		who.Still = func() bool {
			now, refuse := g.identify(r)
			return refuse == nil && now.Token == who.Token
		}
		next.ServeHTTP(w, r.WithContext(caller.With(r.Context(), who)))
	})
}

// identify finds out who asks.
func (g guard) identify(r *http.Request) (caller.Caller, refused) {
	asked, shown := false, shownBy(r)
	var found []Token
	for _, token := range g.tokens { // all of them, whichever it is: time tells nothing
		secret := token.Secret()
		asked = asked || secret != ""
		if secret != "" && same(shown, secret) {
			found = append(found, token)
		}
	}
	switch {
	case !asked:
		return g.anonymous(r)
	case len(found) == 0:
		return caller.Caller{}, unauthorized
	case len(found) > 1: // files may have come to hold the same
		return caller.Caller{}, forbidden(problem.Problem{
			Error: "two of the worker's tokens are the same, so nobody can tell which is meant", Mend: "give each a token of its own",
		})
	}
	who := caller.Caller{Token: found[0].Name, Rights: found[0].May, Accounts: found[0].Accounts}
	if g.trustUser {
		who.User = forwarded(r)
	}
	return who, nil
}

// anonymous is who asks where there is no token: on this machine everybody may look, and do what he
// likes where nothing is real.
func (g guard) anonymous(r *http.Request) (caller.Caller, refused) {
	switch {
	case !g.loopback:
		return caller.Caller{}, tokenless("nothing but /healthz, /readyz and /metrics is served on this address without a token")
	case !asksLoopback(r):
		// A page elsewhere can have its own name lead to this machine.
		return caller.Caller{}, tokenless("without a token this is served to this machine alone, by the name localhost or its address")
	}
	if g.free {
		return caller.Caller{User: "anybody here", Rights: []configs.Right{configs.MayAdmin}}, nil
	}
	return caller.Caller{Rights: []configs.Right{configs.MayRead}}, nil
}

// judge says why who asks may not. Which account it is about the handler finds out.
func (g guard) judge(r *http.Request, who caller.Caller) refused {
	right, whole := g.needs.of(r)
	switch {
	case right == anyRight || who.May(right):
	case who.Token == "":
		return tokenless("without a token nothing is changed")
	default:
		return forbidden(who.Lacks(right))
	}
	if whole && !who.SeesAll() {
		return forbidden(who.Narrow())
	}
	return nil
}

// shownBy is the token that the request shows, as Bearer or as the password of Basic.
func shownBy(r *http.Request) string {
	_, shown, basic := r.BasicAuth()
	if basic {
		return shown
	}
	scheme, rest, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(rest)
}

// same compares two secrets. The hashes are of equal length, so that time tells nothing of them.
func same(shown, secret string) bool {
	got, want := sha256.Sum256([]byte(shown)), sha256.Sum256([]byte(secret))
	return subtle.ConstantTimeCompare(got[:], want[:]) == 1
}

// userMost bounds what a proxy may say of who it is, in bytes.
const userMost = 200

// forwarded is whom the proxy has signed in. Of two the first may be the client's own word, and what
// cannot be shown is no name.
func forwarded(r *http.Request) string {
	users := r.Header.Values("X-Forwarded-User")
	if len(users) != 1 || len(users[0]) > userMost {
		return ""
	}
	if strings.ContainsFunc(users[0], func(c rune) bool { return !unicode.IsPrint(c) || c == unicode.ReplacementChar }) {
		return ""
	}
	return users[0]
}

// asksLoopback says whether the request names this machine as its host.
func asksLoopback(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = strings.Trim(r.Host, "[]")
	}
	return strings.EqualFold(host, "localhost") || net.ParseIP(host).IsLoopback()
}

func unauthorized(w http.ResponseWriter) {
	w.Header().Add("WWW-Authenticate", `Bearer realm="trackreg"`)
	w.Header().Add("WWW-Authenticate", `Basic realm="trackreg", charset="UTF-8"`)
	problem.Problem{
		Error: "the token is missing or wrong",
		Mend:  "send Authorization: Bearer TOKEN, or Basic with the token as the password; it is the worker's http.token, or one of http.tokens",
	}.Write(w, http.StatusUnauthorized)
}

func tokenless(what string) refused {
	return forbidden(problem.Problem{
		Error: what,
		Mend:  "give the worker a token (http.token, http.token_file or TRACKREG_HTTP_TOKEN) and send it as Authorization: Bearer TOKEN",
	})
}

func forbidden(why problem.Problem) refused {
	return func(w http.ResponseWriter) { why.Write(w, http.StatusForbidden) }
}
