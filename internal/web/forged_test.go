package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/web"
	"github.com/trackreg/trackreg/internal/web/browsertest"
)

// acting serves a page with a form, and counts how often it was sent.
func acting(acted *atomic.Int64) http.Handler {
	show := func(w http.ResponseWriter, html string) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; img-src data:; connect-src 'self'; form-action 'self'")
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(`<link rel=icon href="data:,">` + html))
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		show(w, `<form method=post action=/act><button>go</button></form>`)
	})
	mux.HandleFunc("POST /act", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Sec-Fetch-Site") != "" {
			w.WriteHeader(http.StatusTeapot) // browsers send that to names they trust alone, and the test is of the others
			return
		}
		acted.Add(1)
		show(w, `<p>it is done`)
	})
	return mux
}

// named is the address of a server under a name that a browser does not trust as localhost.
func named(url, name string) string { return strings.Replace(url, "127.0.0.1", name+".test", 1) }

func TestAPageActsAndAnotherSiteCannot(t *testing.T) {
	var acted atomic.Int64
	r := serve(t, redistest.Embedded(t), func(o *web.Options) { o.Page = acting(&acted) })
	home := named(r.url, "worker")
	page := chromium.Open(t, browsertest.Basic("", token))
	page.Visit(home)
	page.Do(chromedp.Click(chromedp.CSS("button")))
	page.AwaitText("it is done")
	page.Visit(home)
	page.Await(`fetch("/act", {method: "POST"}).then(answer => answer.ok)`)
	page.RequireQuiet()
	before := acted.Load()

	forged := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(`<form method=post action="` + home + `/act"><button>win</button></form>`))
	}))
	defer forged.Close()
	page.Visit(named(forged.URL, "other"))
	page.Await(`fetch("` + home + `/act", {method: "POST", mode: "no-cors", credentials: "include"}).then(() => true, () => true)`)
	page.Do(chromedp.Click(chromedp.CSS("button")))
	page.AwaitText("a page of another site asks for this")
	require.Equal(t, before, acted.Load())
}
