package page_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/audit"
	"github.com/trackreg/trackreg/internal/web/browsertest"
)

// deeds are an account's, the newest first, without what Redis and the clock say.
func (r *rig) deeds(account string) []audit.Deed {
	r.t.Helper()
	all, err := audit.NewReader(r.rdb).Newest(r.t.Context(), account, 100)
	require.NoError(r.t, err)
	for i := range all {
		require.WithinDuration(r.t, time.Now(), all[i].At, patience)
		all[i].ID, all[i].At = "", time.Time{}
	}
	return all
}

// TestWhatIsDoneByThePageAndTheAPIIsInTheAudit does everything that is done by hand there.
func TestWhatIsDoneByThePageAndTheAPIIsInTheAudit(t *testing.T) {
	some := shopsImport()
	r := newRig(t, given{token: token, tokens: limited(), accounts: []string{"main", "shop"}, imports: some})
	r.fail("shop", 10)
	for _, deed := range []struct {
		path   string
		fields url.Values
		how    []change
	}{
		{"/api/v1/accounts/shop/pause", url.Values{"why": {"until noon"}}, []change{as("shop"), asBrowser}},
		{"/api/v1/accounts/shop/resume", nil, []change{as("shop"), header("Origin", r.url)}},
		{"/api/v1/accounts/shop/quota", nil, []change{as("hand")}},
		{"/api/v1/failures/retry", url.Values{"account": {"shop"}, "class": {"retryable"}}, []change{as("shop")}},
		{"/api/v1/imports/returns/run", nil, nil},
		{"/api/v1/imports/returns/cancel", nil, nil},
	} {
		require.Equal(t, http.StatusOK, r.post(deed.path, deed.fields, deed.how...).status, deed.path)
	}
	some.err = errBusy
	require.Equal(t, http.StatusForbidden, r.post("/api/v1/accounts/shop/pause", nil, as("eyes")).status)
	require.Equal(t, http.StatusConflict, r.post("/api/v1/imports/returns/run", nil).status)
	require.Equal(t, []audit.Deed{
		{Who: "token", Via: "api", What: audit.Cancel, Account: "shop", Filter: "import=returns", Count: new(1)},
		{Who: "token", Via: "api", What: audit.Run, Account: "shop", Filter: "import=returns run=returns@now"},
		{Who: "shop", Via: "api", What: audit.Retry, Account: "shop", Filter: "class=retryable", Count: new(3)},
		{Who: "hand", Via: "api", What: audit.Quota, Account: "shop"},
		{Who: "shop", Via: "page", What: audit.Resume, Account: "shop"},
		{Who: "shop", Via: "page", What: audit.Pause, Account: "shop", Filter: `why="until noon"`},
	}, r.deeds("shop"))
	require.Empty(t, r.deeds("main"))
}

func TestADeedStandsWhereTheAuditCannotBeWritten(t *testing.T) {
	r := newRig(t, given{token: token})
	require.NoError(t, r.rdb.Set(t.Context(), "trackreg:{main}:audit", "no stream", 0).Err())
	p := r.post("/api/v1/accounts/main/pause", nil)
	require.Equal(t, http.StatusOK, p.status)
	require.Contains(t, p.body, `"state":"done"`)
	require.Contains(t, p.body, "no further call goes out, in any process, until it is resumed; it is done, but the audit does not say so: ")
	r.await("/", holds("Somebody paused the account by hand."), asBrowser)
}

func TestWhatWasDoneByHandIsOnThePage(t *testing.T) {
	needsBrowser(t)
	r := newRig(t, given{token: token, tokens: limited(), accounts: []string{"main", "shop"}})
	require.NoError(t, audit.NewRecorder(r.rdb).Record(t.Context(), audit.Deed{
		Who: "<i>alice</i>@example.com", Via: audit.ViaCommand, What: audit.Drop, Account: "shop", Filter: "class=terminal", Count: new(1234),
	}))
	tab := chromium.Open(t, browsertest.Basic("", "token-of-shop"))
	tab.Visit(r.url + "/")
	tab.AwaitText("What was done to shop by hand")
	tab.AwaitText("drop by <i>alice</i>@example.com command class=terminal count 1,234")
	tab.Await(`document.getElementById("live").textContent === "live"`)
	tab.Do(chromedp.SendKeys(chromedp.CSS("#why"), "stocktaking"), press(`form[action$="/pause"] button`))
	tab.AwaitText("pause by shop page why=stocktaking")
	tab.RequireQuiet()

	other := r.open("/?account=main")
	other.AwaitText("What was done to main by hand")
	other.AwaitText("Nothing.")
}
