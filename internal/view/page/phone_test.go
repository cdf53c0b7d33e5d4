package page_test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/web/browsertest"
)

// TestOnAPhoneThePageIsNotLong has two accounts, one of which needs somebody.
func TestOnAPhoneThePageIsNotLong(t *testing.T) {
	needsBrowser(t)
	r := newRig(t, given{token: token, accounts: []string{"main", "shop"}})
	r.fail("main", 40)
	r.post("/api/v1/accounts/main/pause", nil)
	tab := chromium.Open(t, browsertest.Basic("", token))
	look(tab, 390, "light")
	tab.Visit(r.url + "/")
	tab.AwaitText("40 in the record")
	tab.Await(`document.querySelector(".uplot canvas")`)
	high := browsertest.Get(tab, chromedp.Evaluate[float64](`document.documentElement.scrollHeight`))
	if high >= 2000 {
		t.Log(browsertest.Get(tab, chromedp.Evaluate[string](`[...document.querySelectorAll("main > *, section, .account > *, .controls > *")].map((e) => (e.id || e.className || e.tagName) + " " + e.scrollHeight).join(", ")`)))
	}
	require.Less(t, high, 2000.0)
	first := `document.querySelector(".tile dt").textContent`
	tab.Await(`![...document.querySelectorAll("details.fold")].some((d) => d.open)`)
	tab.Await(first + ` === "Failures"`)
}
