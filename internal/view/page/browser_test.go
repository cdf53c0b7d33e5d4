package page_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// press presses the button or link of a name that screen readers say, once it is there.
func press(selector string) chromedp.Action[chromedp.Void] {
	return chromedp.Click(chromedp.CSS(selector))
}

// needsBrowser leaves a test to the plain run: under the race detector a browser
// finds nothing that the other tests don't.
func needsBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("the plain run opens a browser")
	}
}

func TestClickThrough(t *testing.T) {
	needsBrowser(t)
	r := newRig(t, given{token: token})
	// The number is refused once, and taken when it comes again.
	require.NoError(t, r.vendor.Script(sandbox.Fault{Act: sandbox.Reject, Code: -18010019, Number: "RR000000001CN", Times: 1}))
	r.enqueue("main", 3)
	r.work()
	tab := r.open("/")
	tab.AwaitText("Account main")
	tab.AwaitText("Add destination_postal_code.")
	tab.Await(`document.querySelector(".uplot canvas")`)
	tab.Await(`document.getElementById("live").textContent === "live"`)

	tab.Do(chromedp.SendKeys(chromedp.CSS("#why"), "stocktaking"), press(`form[action$="/pause"] button`))
	tab.AwaitText("main needs you: paused")
	tab.AwaitText("Somebody paused the account by hand.")
	tab.AwaitText("stocktaking")
	tab.Await(`document.title.startsWith("main needs you")`)
	tab.Await(`document.getElementById("announce").textContent.includes("paused")`)
	tab.Do(press(`form[action$="/resume"] button`))

	dir := t.TempDir()
	_, err := chromedp.Call(tab.Context(), browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior: "allow", DownloadPath: dir, BrowserContextID: chromedp.FromContext(tab.Context()).BrowserContextID,
	})
	require.NoError(t, err)
	tab.Do(press(`a[aria-label="CSV of add_postal_code"]`))
	file := filepath.Join(dir, "main-terminal-add_postal_code.failures.csv")
	var text []byte
	require.Eventually(t, func() bool { text, err = os.ReadFile(file); return err == nil && len(text) > 0 }, patience, pollEvery)
	require.Contains(t, string(text), "RR000000001CN")

	tab.Do(press(`button[aria-label="Retry: add_postal_code"]`))
	tab.AwaitText("1 enqueued, 0 waiting already, 0 could not be")
	tab.AwaitText("None. What fails for good is kept here")
	require.Eventually(t, func() bool {
		totals, err := queue.ReadTotals(t.Context(), r.rdb, "main")
		return err == nil && totals[queue.Registered] == 3
	}, patience, pollEvery)

	tab.Do(chromedp.SendKeys(chromedp.CSS("#number"), "rr000000001cn\r"))
	tab.AwaitText("17TRACK follows it: it was registered")
	tab.RequireQuiet()
}

func TestAFileIsLookedAtAndThenQueued(t *testing.T) {
	needsBrowser(t)
	r := newRig(t, given{token: token})
	dir := t.TempDir()
	good := filepath.Join(dir, "parcels.csv")
	require.NoError(t, os.WriteFile(good, []byte("Order;Tracking number;Note\nA1;RR000000001CN / RR000000002CN;<b>\nA2;1.2E+17;\n"), 0o600))
	two := filepath.Join(dir, "two.csv")
	require.NoError(t, os.WriteFile(two, []byte("Tracking number,Tracking number 2\nRR000000003CN,RR000000004CN\n"), 0o600))
	tab := r.open("/")
	tab.AwaitText("Queue a file")
	tab.Do(chromedp.SetUploadFiles(chromedp.CSS("#file-input"), []string{two}))
	tab.AwaitText("more than one column may be the tracking number's")
	tab.Do(chromedp.SendKeys(chromedp.CSS("#file-column"), "B"), press("#file-form button"))
	tab.AwaitText("number ← “Tracking number 2” (column B)")

	tab = r.open("/") // this one has nothing to complain of
	tab.AwaitText("Queue a file")
	tab.Do(chromedp.SetUploadFiles(chromedp.CSS("#file-input"), []string{good}))
	tab.AwaitText("number ← “Tracking number” (column B)")
	tab.AwaitText("Not read: Note")
	tab.AwaitText("was rounded by a spreadsheet")
	tab.AwaitText("3 rows: 2 valid, 1 invalid; 1 call of 40.")
	tab.Do(press("#file-found button"))
	tab.AwaitText("2 enqueued to main-bulk, 0 waiting already, 1 invalid.")
	counts, err := queue.ReadCounts(t.Context(), r.rdb, "main-bulk")
	require.NoError(t, err)
	require.EqualValues(t, 2, counts[0].Pending)
	tab.RequireQuiet()
}

func TestThePageOutlastsRedis(t *testing.T) {
	needsBrowser(t)
	r := newRig(t, given{token: token})
	r.fail("main", 10)
	tab := r.open("/")
	tab.AwaitText("10 in the record")
	r.redis.Stop()
	tab.AwaitText("Redis does not answer: check that it runs")
	tab.Await(`document.getElementById("main").classList.contains("stale")`)
	tab.AwaitText("10 in the record") // the last figures stay
	tab.Await(`[...document.querySelectorAll("button, input[type=file]")].every((b) => b.matches(":disabled"))`)
	const green = `(e) => ["color", "borderLeftColor"].some((of) => getComputedStyle(e)[of] === "rgb(23, 108, 64)")`
	tab.Await(`![...document.querySelectorAll("body *")].some(` + green + `)`)
	r.redis.Restart()
	tab.Await(`!document.getElementById("main").classList.contains("stale") && !document.querySelector("#r-trouble .banner")`)
	tab.AwaitText("main works")
	tab.Await(`[...document.querySelectorAll("button")].every((b) => !b.matches(":disabled"))`)
	tab.Await(`[...document.querySelectorAll("body *")].some(` + green + `)`)
}

func TestTheFocusAndWhatIsTypedOutliveNewFigures(t *testing.T) {
	needsBrowser(t)
	r := newRig(t, given{token: token})
	tab := r.open("/")
	tab.Await(`document.getElementById("live").textContent === "live"`)
	tab.Do(chromedp.SendKeys(chromedp.CSS("#why"), "half a rea"))
	// This adds a line to what stands just above the field.
	require.NoError(t, r.rdb.XAdd(t.Context(), &redis.XAddArgs{Stream: keyspace.Account("main").Refused(), Values: []string{"number", ""}}).Err())
	tab.AwaitText("1 entry of the inlet was refused")
	tab.Await(`document.activeElement.id === "why" && document.activeElement.value === "half a rea"`)
	tab.Do(press(`form[action$="/quota"] button`))
	tab.Await(`document.activeElement.textContent === "Ask for the quota"`)
	tab.RequireQuiet()
}

// hold closes the account's gate as a call does whose key is refused.
func (r *rig) hold(account string) {
	r.t.Helper()
	g := gate.New(r.rdb, keyspace.Account(account).Gate(), gate.Options{RequestsPerSecond: 3, BatchSize: 40})
	slot, err := g.Take(r.t.Context(), []gate.Class{{Lane: "register", Fresh: true}})
	require.NoError(r.t, err)
	require.NotEmpty(r.t, slot.May)
	_, err = g.Report(r.t.Context(), gate.Report{Kind: gate.Hold, Lease: slot.Lease, Reason: "the key is refused"})
	require.NoError(r.t, err)
}

func TestWhatIsTypedOutlivesAGateThatCloses(t *testing.T) {
	needsBrowser(t)
	r := newRig(t, given{token: token})
	tab := r.open("/")
	tab.Await(`document.getElementById("live").textContent === "live"`)
	tab.Do(chromedp.SendKeys(chromedp.CSS("#why"), "half a rea"))
	r.hold("main")                                                                    // this adds a button before the field
	tab.Await(`document.querySelector("#do-resume button").textContent === "Resume"`) // as the words beside it say
	tab.Await(`document.activeElement.id === "why" && document.activeElement.value === "half a rea"`)
	r.post("/api/v1/accounts/main/resume", nil)
	r.enqueue("main", 1)
	r.work()
	tab.Await(`!document.getElementById("do-resume")`)
	tab.Await(`document.activeElement.id === "why" && document.activeElement.value === "half a rea"`)
	tab.RequireQuiet()
}

func TestTimesAreThoseOfWhoeverLooks(t *testing.T) {
	needsBrowser(t)
	r := newRig(t, given{token: token})
	tab := r.open("/")
	tab.Await(`document.getElementById("live").textContent === "live"`)
	_, err := chromedp.Call(tab.Context(), emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "Asia/Kathmandu"})
	require.NoError(t, err)
	r.post("/api/v1/accounts/main/pause", nil)
	const local = `(t) => new Date(t.dateTime).toLocaleTimeString("en-GB", {timeZone: "Asia/Kathmandu"}) + " GMT+5:45" === t.textContent`
	tab.Await(`document.querySelectorAll("time[datetime]").length === 2 && [...document.querySelectorAll("time[datetime]")].every(` + local + `)`)
}

// TestNoTimeOnThePageIsOfAnotherZone has times wherever some stand: in sentences, in what is told when
// the pointer rests on a word, and by a schedule's clock.
func TestNoTimeOnThePageIsOfAnotherZone(t *testing.T) {
	needsBrowser(t)
	r := newRig(t, given{token: token, imports: someImports()})
	r.fail("main", 10)
	tab := r.open("/")
	_, err := chromedp.Call(tab.Context(), emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "Asia/Kathmandu"})
	require.NoError(t, err)
	r.post("/api/v1/accounts/main/pause", nil)
	tab.Visit(r.url + "/?number=FF00000000DE")
	tab.AwaitText("back to ")
	tab.AwaitText("times in GMT+5:45")
	tab.AwaitText("Somebody paused the account by hand.")
	tab.Await(`document.querySelectorAll("time[title$='GMT+5:45']").length > 0`)
	tab.Await(`/next [-0-9]+ [0-9:]{5} GMT\+5:45/.test(document.getElementById("r-imports").innerText)`)
	tab.Await(`!document.getElementById("main").outerHTML.includes(" UTC")`)
}

// TestAPageThatNobodySeesLetsGoOfItsConnection is for browsers' six to a host, over plain HTTP.
func TestAPageThatNobodySeesLetsGoOfItsConnection(t *testing.T) {
	needsBrowser(t)
	r := newRig(t, given{token: token})
	tab := r.open("/")
	tab.Await(`document.getElementById("live").textContent === "live"`)
	show := func(hidden string) {
		tab.Await(`Object.defineProperty(document, "hidden", {configurable: true, value: ` + hidden + `}) && document.dispatchEvent(new Event("visibilitychange"))`)
	}
	show("true")
	tab.Await(`source.readyState === EventSource.CLOSED`)
	r.post("/api/v1/accounts/main/pause", nil)
	show("false")
	tab.Await(`source.readyState === EventSource.OPEN`)
	tab.AwaitText("main needs you: paused")
	tab.Await(`chart.plot.data[0].length > 1`)
	tab.RequireQuiet()
}

func TestWithoutATokenTheBrowserShowsTheButtonsOff(t *testing.T) {
	needsBrowser(t)
	r := newRig(t, given{})
	tab := chromium.Open(t)
	tab.Visit(r.url + "/")
	tab.AwaitText("without a token nothing can be changed")
	tab.Await(`[...document.querySelectorAll("form[method=post] button")].every((b) => b.disabled)`)
	tab.Await(`document.getElementById("live").textContent === "live"`)
	tab.RequireQuiet()
}

// TestAccessibility has axe-core look at the page with something of everything on it,
// light and dark, wide and on a phone.
func TestAccessibility(t *testing.T) {
	needsBrowser(t)
	axe, err := os.ReadFile("testdata/axe/axe.min.js")
	require.NoError(t, err)
	r := newRig(t, given{token: token, known: 4, accounts: []string{"main", "shop"}, imports: someImports()})
	r.fail("main", 40)
	r.post("/api/v1/accounts/main/pause", nil)
	tab := r.open("/?number=FF00000007DE")
	tab.AwaitText("40 in the record")
	tab.AwaitText("nightly")
	look(tab, 1180, "light")
	requireAccessible(t, tab.Context(), string(axe))
	look(tab, 390, "dark")
	if dir := os.Getenv(picturesOf); dir != "" {
		shoot(t, tab, filepath.Join(dir, "phone-dark.png"))
	}
	tab.Await(`[document.documentElement, ...document.querySelectorAll(".scroll")].every((e) => e.scrollWidth <= e.clientWidth)`)
	requireAccessible(t, tab.Context(), string(axe))
	r.past("main")
	for path, says := range map[string]string{
		"/?account=main&span=day": "As a table", "/failures?account=main": "Drop the chosen", "/failures/one?account=main&id=" + oneFailure: "Send it mended",
	} {
		tab.Visit(r.url + path)
		tab.AwaitText(says)
		tab.Await(`document.documentElement.scrollWidth <= document.documentElement.clientWidth`)
		requireAccessible(t, tab.Context(), string(axe))
		if dir := os.Getenv(picturesOf); dir != "" {
			shoot(t, tab, filepath.Join(dir, says+".png"))
		}
	}
	look(tab, 1180, "light")
	requireAccessible(t, tab.Context(), string(axe))
	look(tab, 390, "dark")
	tab.Visit(r.url + "/imports/returns")
	tab.AwaitText("the archive is cut off")
	requireAccessible(t, tab.Context(), string(axe))
	tab.Visit(r.url + "/?account=none")
	tab.AwaitText("no account")
	requireAccessible(t, tab.Context(), string(axe))
}
