package page_test

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/internal/web/browsertest"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// picturesOf is where TestPictures writes; unset: it is passed over. The README
// shows one of them, which is renewed by
//
//	TRACKREG_PICTURES=DIR go test ./internal/view/page -run TestPictures
//	cp DIR/readme.png docs/status-page.png
const picturesOf = "TRACKREG_PICTURES"

// atWork is how long the worker of a picture has worked.
const atWork = 70 * time.Second

//trackreg:sleeps until there is something to see: a picture is not a check
func TestPictures(t *testing.T) {
	dir := os.Getenv(picturesOf)
	if dir == "" {
		t.Skipf("%s names no directory for pictures", picturesOf)
	}
	r := newRig(t, given{token: token, known: 4, vendor: sandbox.Options{
		Quota: 48_000, MaxDaily: 20_000, Jitter: sandbox.Span{Max: 80 * time.Millisecond}, Service: sandbox.Span{Min: 100 * time.Millisecond, Max: 300 * time.Millisecond},
	}, imports: someImports()})
	r.failAtOnce("main", 1234)
	r.enqueue("main", 24_000, queue.Bulk())
	r.work()
	tab := r.open("/?number=FF00000012DE")
	time.Sleep(atWork)
	look(tab, 1180, "light")
	tab.Do(chromedp.Navigate(r.url + "/"))
	tab.Await(`document.querySelector(".uplot canvas") && document.querySelector(".causes")`)
	shoot(t, tab, filepath.Join(dir, "light.png"))
	tab.Do(chromedp.EmulateViewport(1060, 1010))
	time.Sleep(2 * time.Second)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "readme.png"), browsertest.Get(tab, chromedp.CaptureScreenshot()), 0o600))
	look(tab, 1180, "dark")
	shoot(t, tab, filepath.Join(dir, "dark.png"))
	look(tab, 390, "light")
	shoot(t, tab, filepath.Join(dir, "phone.png"))
	look(tab, 1180, "light")
	tab.Do(chromedp.Navigate(r.url + "/?number=FF00000012DE"))
	tab.Await(`document.querySelector(".uplot canvas") && document.querySelector(".causes")`)
	shoot(t, tab, filepath.Join(dir, "search.png"))
	r.post("/api/v1/accounts/main/pause", url.Values{"why": {"stocktaking until noon"}})
	tab.AwaitText("Somebody paused")
	shoot(t, tab, filepath.Join(dir, "paused.png"))
}

//trackreg:sleeps until there is something to see: a picture is not a check
func TestPicturesOfMany(t *testing.T) {
	dir := os.Getenv(picturesOf)
	if dir == "" {
		t.Skipf("%s names no directory for pictures", picturesOf)
	}
	r := newRig(t, given{accounts: manyAccounts(), imports: someImports()})
	r.fail("eu_03", 12_345)
	r.work()
	for i, name := range manyAccounts() {
		r.enqueue(name, 200*i, queue.Bulk())
	}
	tab := r.open("/")
	time.Sleep(20 * time.Second)
	look(tab, 1180, "light")
	shoot(t, tab, filepath.Join(dir, "many.png"))
	look(tab, 390, "dark")
	shoot(t, tab, filepath.Join(dir, "many-phone-dark.png"))
}

func manyAccounts() []string {
	var all []string
	for i := range 40 {
		all = append(all, fmt.Sprintf("eu_%02d", i))
	}
	return all
}

func someImports() *imports {
	now := time.Now()
	next, left := now.Add(9*time.Hour), (94 * time.Minute).Seconds()
	return &imports{all: []standing.Import{
		{Name: "nightly", Account: "main", Schedule: "CRON_TZ=Europe/Berlin 0 2 * * *", Next: &next, Runs: []standing.Run{{ETA: &left, State: ledger.State{
			ID: "nightly@2026-11-24T02:00", Phase: ledger.Feeding, Share: 0.43, Started: now.Add(-70 * time.Minute),
			Counts: ledger.Counts{Read: 430_000, Queued: 427_310, Registered: 398_120, Invalid: 211, Rejected: 1_904},
		}}}},
		{Name: "returns", Account: "main", Runs: []standing.Run{{State: ledger.State{
			ID: "returns@2026-11-23T16:12:04Z", Phase: ledger.Failed, Share: -1, Started: now.Add(-20 * time.Hour), Ended: now.Add(-19 * time.Hour),
			Why:      "returns-07.csv.gz ends too early",
			Problems: []ledger.Problem{{Part: "returns-07.csv.gz", Line: 18_201, Message: "the archive is cut off: write the file anew and run the import again"}},
			Counts:   ledger.Counts{Read: 18_201, Registered: 18_020},
		}}}},
	}}
}

// look makes the page as wide, and light or dark.
func look(tab *browsertest.Page, width int64, scheme string) {
	_, _ = chromedp.Call(tab.Context(), emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
	tab.Do(chromedp.EmulateViewport(width, 900))
}

//trackreg:sleeps until the chart is drawn: a picture is not a check
func shoot(t *testing.T, tab *browsertest.Page, file string) {
	time.Sleep(1500 * time.Millisecond) // the chart is drawn in the next frame
	require.NoError(t, os.WriteFile(file, browsertest.Get(tab, chromedp.FullScreenshot(100)), 0o600))
}
