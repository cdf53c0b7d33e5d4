package browsertest_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/trackreg/trackreg/internal/web/browsertest"
)

var chromium browsertest.Browser

func TestMain(m *testing.M) { goleak.VerifyTestMain(chromium.Around(m)) }

// serve answers every path with the page, which is kept under a strict policy.
func serve(t *testing.T, html string) string {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; img-src * data:; connect-src 'self'")
		w.Header().Set("Content-Type", "text/html")
		if strings.HasPrefix(r.URL.Path, "/missing") {
			w.WriteHeader(http.StatusNotFound)
		}
		_, _ = w.Write([]byte("<!doctype html><link rel=icon href=data:,>" + html))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestAQuietPage(t *testing.T) {
	page := chromium.Open(t)
	page.Visit(serve(t, "<title>here</title><p>good morning"))
	page.AwaitText("good morning")
	page.Await(`document.title === "here"`)
	require.Equal(t, "good morning", page.Text())
	require.Equal(t, "here", browsertest.Get(page, chromedp.Title()))
	page.RequireQuiet()
	require.Len(t, page.Requests(), 1)
}

func TestWhatABrowserComplainsOf(t *testing.T) {
	for name, html := range map[string]string{
		"a script against the policy": "<script>document.title='x'</script>",
		"a style against the policy":  "<p style='color:red'>x",
		"a missing picture":           "<img src=/missing>",
	} {
		page := chromium.Open(t)
		page.Visit(serve(t, html))
		require.NotEmpty(t, page.Complaints(), name)
	}
}

func TestRequestsToOthersAreSeen(t *testing.T) {
	other := serve(t, "")
	page := chromium.Open(t)
	page.Visit(serve(t, "<img src="+other+"/picture>"))
	require.Contains(t, page.Requests(), browsertest.Request{Method: "GET", URL: other + "/picture"})
}

func TestCredentialsAreShownWhenAsked(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, password, _ := r.BasicAuth(); password != "sesame" {
			w.Header().Set("WWW-Authenticate", `Basic realm="a"`)
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = w.Write([]byte("who are you?"))
			return
		}
		_, _ = w.Write([]byte("come in"))
	}))
	defer server.Close()
	for password, want := range map[string]string{"sesame": "come in", "wrong": "who are you?"} {
		page := chromium.Open(t, browsertest.Basic("", password))
		page.Visit(server.URL)
		page.AwaitText(want)
	}
}

func TestAwaitWaitsForPromises(t *testing.T) {
	page := chromium.Open(t)
	page.Visit(serve(t, ""))
	page.Await(`Promise.resolve(window.asked = (window.asked || 0) + 1).then(n => n > 2)`)
	require.Equal(t, 3, browsertest.Get(page, chromedp.Evaluate[int]("window.asked")))
}
