package page_test

import (
	"bufio"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/web"
	"github.com/trackreg/trackreg/internal/web/browsertest"
	"github.com/trackreg/trackreg/queue"
)

// limited are tokens of which each is the name with a word before it.
func limited() []web.Token {
	secret := func(name string) func() string { return func() string { return "token-of-" + name } }
	return []web.Token{
		{Name: "eyes", Secret: secret("eyes"), May: []configs.Right{configs.MayRead}},
		{Name: "shop", Secret: secret("shop"), May: []configs.Right{configs.MayRead, configs.MayAct}, Accounts: []string{"shop"}},
		{Name: "hand", Secret: secret("hand"), May: []configs.Right{configs.MayAct, configs.MayIntake}},
	}
}

func as(name string) change { return header("Authorization", "Bearer token-of-"+name) }

// shopsImport has the import returns be shop's.
func shopsImport() *imports {
	some := someImports()
	some.all[1].Account = "shop"
	return some
}

func TestATokenForAnAccountSeesNoOther(t *testing.T) {
	r := newRig(t, given{token: token, tokens: limited(), accounts: []string{"main", "shop"}, imports: shopsImport()})
	r.fail("main", 40)
	r.fail("shop", 10)
	r.post("/api/v1/accounts/main/pause", url.Values{"why": {"mains-own-reason"}})
	whole := r.await("/?account=main", holds("mains-own-reason"), asBrowser, as("eyes"))
	require.Contains(t, whole.body, "nightly")
	require.Contains(t, whole.body, "/asynqmon/")

	for _, path := range []string{"/", "/?account=shop", "/api/v1/status", "/api/v1/status?account=shop"} {
		how := []change{as("shop")}
		if strings.HasPrefix(path, "/?") || path == "/" {
			how = append(how, asBrowser)
		}
		p := r.await(path, func(p reply) bool { return p.status == http.StatusOK && holds("returns")(p) }, how...)
		for _, others := range []string{"nightly", "mains-own-reason", `"account":"main"`, `"name":"main"`, `>main<`, "account=main", "/asynqmon/"} {
			require.NotContains(t, p.body, others, path)
		}
	}
	require.Contains(t, r.get("/", asBrowser, as("shop")).body, `Account <span class="name">shop</span>`, "the one that needs somebody is another's")
	require.Contains(t, r.get("/api/v1/search?number=FF00000000DE", as("shop")).body, `"account":"shop"`)
	require.Equal(t, 11, strings.Count(r.get("/api/v1/failures.csv", as("shop")).body, "\n"), "where no account is named, it is the token's")

	for _, path := range []string{
		"/?account=main", "/?account=none", "/?account=main&number=FF00000000DE", "/api/v1/status?account=main", "/api/v1/events?account=main",
		"/api/v1/search?account=main&number=FF00000000DE", "/api/v1/failures?account=main", "/api/v1/failures.csv?account=main",
		"/api/v1/failures.xlsx?account=main", "/api/v1/failures?account=none",
	} {
		p := r.get(path, as("shop"))
		require.Equal(t, http.StatusForbidden, p.status, path)
		require.Contains(t, p.body, "the token shop is for shop, and this is about", path)
	}
	require.Equal(t, http.StatusForbidden, r.get("/asynqmon/", as("shop")).status)
}

func TestTheStreamOfATokenForAnAccountTellsOfNoOther(t *testing.T) {
	r := newRig(t, given{token: token, tokens: limited(), accounts: []string{"main", "shop"}, imports: shopsImport()})
	r.await("/", fresh, asBrowser)
	r.get("/?account=shop", asBrowser) // the same account, for who sees all
	r.await("/", holds("returns"), asBrowser, as("shop"))
	text := r.firstFrame("/api/v1/events?account=shop", as("shop"))
	require.Contains(t, text, "returns")
	require.NotContains(t, text, "nightly")
	require.NotContains(t, text, ">main<")
	require.Contains(t, r.firstFrame("/api/v1/events?account=shop"), "nightly", "what was made for one is not shown to another")
}

func TestTheStreamEndsWhenItsTokenChanges(t *testing.T) {
	var now atomic.Value
	now.Store("token-of-changing")
	r := newRig(t, given{token: token, tokens: []web.Token{{
		Name: "changing", Secret: func() string { return now.Load().(string) }, May: []configs.Right{configs.MayRead},
	}}})
	q, err := http.NewRequestWithContext(t.Context(), "GET", r.url+"/api/v1/events", nil)
	require.NoError(t, err)
	as("changing")(q)
	answer, err := r.client.Do(q)
	require.NoError(t, err)
	defer answer.Body.Close()
	lines, frames := bufio.NewScanner(answer.Body), 0
	for lines.Scan() {
		if lines.Text() == "event: regions" {
			frames++
			now.Store("another")
		}
		require.LessOrEqual(t, frames, 2, "one that was begun may come to its end")
	}
	require.NoError(t, lines.Err())
	require.Positive(t, frames)
}

// firstFrame is the first that the stream has of the page's regions.
func (r *rig) firstFrame(path string, changes ...change) string {
	r.t.Helper()
	q, err := http.NewRequestWithContext(r.t.Context(), "GET", r.url+path, nil)
	require.NoError(r.t, err)
	q.SetBasicAuth("", token)
	for _, do := range changes {
		do(q)
	}
	answer, err := r.client.Do(q)
	require.NoError(r.t, err)
	defer answer.Body.Close()
	lines := bufio.NewReader(answer.Body)
	for {
		line, err := lines.ReadString('\n')
		require.NoError(r.t, err)
		if text, ok := strings.CutPrefix(line, "data: {\"activity\""); ok {
			return text
		}
	}
}

func TestATokenActsOnlyOnItsAccounts(t *testing.T) {
	some := shopsImport()
	r := newRig(t, given{token: token, tokens: limited(), accounts: []string{"main", "shop"}, imports: some})
	r.fail("main", 10)
	for path, fields := range map[string]url.Values{
		"/api/v1/accounts/main/pause": nil, "/api/v1/accounts/main/resume": nil, "/api/v1/accounts/main/quota": nil,
		"/api/v1/failures/retry":         {"account": {"main"}},
		"/api/v1/imports/nightly/run":    nil,
		"/api/v1/imports/nightly/cancel": nil,
		"/api/v1/imports/none/run":       nil,
	} {
		require.Equal(t, http.StatusForbidden, r.post(path, fields, as("shop")).status, path)
		if strings.Contains(path, "main") {
			require.Equal(t, http.StatusForbidden, r.post(path, fields, as("eyes")).status, path)
		}
	}
	require.Empty(t, some.asked)
	counts, err := queue.ReadCounts(t.Context(), r.rdb, "main-bulk")
	require.NoError(t, err)
	require.Zero(t, counts[0].Pending)

	require.Equal(t, http.StatusOK, r.post("/api/v1/accounts/shop/pause", nil, as("shop")).status)
	require.Equal(t, http.StatusOK, r.post("/api/v1/imports/returns/run", nil, as("shop")).status)
	require.Equal(t, []string{"run returns"}, some.asked)
	require.Contains(t, r.post("/api/v1/failures/retry", nil, as("shop")).body, `"account":"shop"`)
}

// TestAButtonThatATokenMayNotPressIsOff counts the buttons of each kind of token.
func TestAButtonThatATokenMayNotPressIsOff(t *testing.T) {
	r := newRig(t, given{token: token, tokens: limited(), accounts: []string{"main", "shop"}, imports: shopsImport()})
	p := r.await("/", func(p reply) bool { return fresh(p) && holds("Run now")(p) }, asBrowser, as("eyes"))
	require.Contains(t, p.body, "Some buttons are off: the token eyes may read. Another that may act or intake is shown")
	require.Equal(t, strings.Count(p.body, "<button")-1+3, strings.Count(p.body, " disabled"), "all but the search; and three fields: the reason, the file and its column")
	p = r.await("/", func(p reply) bool { return fresh(p) && holds("returns")(p) }, asBrowser, as("shop"))
	require.Contains(t, p.body, "the token shop may read and act. Another that may intake is shown")
	require.Equal(t, 3, strings.Count(p.body, " disabled"), "those of the file")
	require.NotContains(t, r.get("/", asBrowser).body, " disabled")
}

func TestThePageOfATokenForAnAccount(t *testing.T) {
	needsBrowser(t)
	r := newRig(t, given{token: token, tokens: limited(), accounts: []string{"main", "shop"}, imports: shopsImport()})
	tab := chromium.Open(t, browsertest.Basic("", "token-of-shop"))
	tab.Visit(r.url + "/")
	tab.AwaitText("Account shop")
	tab.Await(`document.getElementById("live").textContent === "live"`)
	tab.AwaitText("returns")
	tab.Do(press(`form[action$="/accounts/shop/pause"] button`))
	tab.AwaitText("Somebody paused the account by hand.")
	tab.Await(`!document.body.innerText.includes("nightly")`)
	tab.Await(`document.querySelector("#file-form button").disabled`)
	tab.RequireQuiet()
}
