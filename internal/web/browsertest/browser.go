// Package browsertest gives tests a headless Chromium.
//
// A package's tests share one [Browser], which starts with the first page that
// is opened and ends with the package's run:
//
//	var chromium browsertest.Browser
//
//	func TestMain(m *testing.M) { goleak.VerifyTestMain(chromium.Around(m)) }
//
//	func TestX(t *testing.T) {
//		page := chromium.Open(t)
//		page.Visit(server.URL)
//		page.Await(`document.title === "X"`)
//		page.RequireQuiet()
//	}
//
// Every name that ends in .test is this machine's, for tests of several sites, or of
// one that a browser does not trust as it does localhost.
package browsertest

import (
	"context"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// binaries are the browsers that are looked for on PATH, the first found is taken.
var binaries = []string{"chromium", "chromium-browser", "google-chrome", "chrome"}

const (
	// startWithin bounds the start, on a machine that does much else.
	startWithin = 2 * time.Minute
	// closeWithin bounds an end in good order.
	closeWithin = 10 * time.Second
	// The window is a small laptop's, until a test emulates another.
	windowWidth, windowHeight = 1280, 900
)

// Browser is a headless Chromium that the tests of a package share. Its zero
// value is ready for use; do not copy it. It is safe for concurrent use.
type Browser struct {
	start sync.Once
	ctx   context.Context // holds the browser; nil before it has started
	free  context.CancelFunc
	err   error
}

// Tests are the tests of a package, as *testing.M is.
type Tests interface{ Run() int }

// Around returns the tests with the browser's end after them. Nothing of it is
// left when they have run, so goleak may look around these.
func (b *Browser) Around(m Tests) Tests { return enclosed{b, m} }

type enclosed struct {
	browser *Browser
	tests   Tests
}

func (e enclosed) Run() int {
	defer e.browser.close()
	return e.tests.Run()
}

// require starts the browser once and returns a context that holds it. Without
// one on PATH the test is skipped; with CI=true in the environment it fails, so
// that no pipeline passes without having opened a page.
func (b *Browser) require(tb testing.TB) context.Context {
	tb.Helper()
	path := find()
	if path == "" {
		if os.Getenv("CI") == "true" {
			tb.Fatalf("browsertest: none of %v is on PATH, and CI=true asks for one", binaries)
		}
		tb.Skipf("browsertest: needs one of %v on PATH", binaries)
	}
	b.start.Do(func() { b.err = b.launch(path) })
	if b.err != nil {
		tb.Fatalf("browsertest: %s does not start: %v", path, b.err)
	}
	return b.ctx
}

func find() string {
	for _, name := range binaries {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

func (b *Browser) launch(path string) error {
	flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.WindowSize(windowWidth, windowHeight))
	flags = append(flags, chromedp.Flag("host-resolver-rules", "MAP *.test 127.0.0.1"))
	for _, name := range []string{"disable-gpu", "disable-quic", "disable-component-update"} {
		flags = append(flags, chromedp.Flag(name, true))
	}
	allocator, free := chromedp.NewExecAllocator(context.Background(), flags...)
	ctx, cancel := chromedp.NewContext(allocator)
	b.ctx, b.free = ctx, func() { cancel(); free() }
	// The browser lives as long as the context it is started with, so the bound
	// on its start must not be that context's deadline.
	late := time.AfterFunc(startWithin, cancel)
	defer late.Stop()
	return chromedp.Do(ctx)
}

// close ends the browser, if it has started, and waits for its process.
func (b *Browser) close() {
	if b.ctx == nil {
		return
	}
	ctx, cancel := context.WithTimeout(b.ctx, closeWithin)
	defer cancel()
	_ = chromedp.Cancel(ctx)
	b.free()
}
