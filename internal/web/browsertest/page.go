package browsertest

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/chromedp"
	"golang.org/x/sync/errgroup"
)

const (
	// patience bounds every step: it ends a test that would hang, and is longer
	// than any step takes on a slow machine.
	patience = time.Minute
	// lookEvery is how often Await looks.
	lookEvery = 25 * time.Millisecond
)

// Page is a tab with cookies, cache and credentials of its own, as in a private
// window. Its methods are for the test's own goroutine: they end the test when
// something fails.
type Page struct {
	tb    testing.TB
	ctx   context.Context
	group errgroup.Group // what answers the browser's questions

	mu       sync.Mutex
	requests []Request
	troubles []string
}

// Option changes how Open opens a page.
type Option func(*options)

type options struct{ user, password string }

// Basic has the page answer a server that asks for a user's name and password,
// as a person does in the browser's dialog. Without it such a page shows the
// server's 401.
func Basic(user, password string) Option {
	return func(o *options) { o.user, o.password = user, password }
}

// Open opens an empty page that is closed with the test. It starts the browser
// if need be. Without one the test is skipped, or fails where CI=true is in the
// environment.
func (b *Browser) Open(tb testing.TB, opts ...Option) *Page {
	tb.Helper()
	var o options
	for _, opt := range opts {
		opt(&o)
	}
	p := &Page{tb: tb}
	var cancel context.CancelFunc
	p.ctx, cancel = chromedp.NewContext(b.require(tb), chromedp.WithNewBrowserContext(), chromedp.WithListener(p.listen))
	tb.Cleanup(func() {
		cancel()
		_ = p.group.Wait()
	})
	if err := chromedp.Do(p.ctx); err != nil {
		tb.Fatalf("browsertest: open a page: %v", err)
	}
	if _, err := chromedp.Call(p.ctx, log.Enable, cdp.Empty{}); err != nil {
		tb.Fatalf("browsertest: listen to the page's log: %v", err)
	}
	if o != (options{}) {
		p.authenticate(o)
	}
	return p
}

// Context is the page's for chromedp, whose actions may be run with it.
func (p *Page) Context() context.Context { return p.ctx }

// Visit opens a URL and waits until it is loaded.
func (p *Page) Visit(url string) {
	p.tb.Helper()
	p.Do(chromedp.Navigate(url))
}

// Do carries steps out, one after the other.
//
// Do not use chromedp.Poll among them: it evaluates text in the page, which a
// strict content security policy forbids. Await does not.
func (p *Page) Do(steps ...chromedp.Action[chromedp.Void]) {
	p.tb.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.fail("a step failed: %v", err)
	}
}

// Get carries one action out and returns what it found.
func Get[T any](p *Page, action chromedp.Action[T]) T {
	p.tb.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	found, err := chromedp.Run(ctx, action)
	if err != nil {
		p.fail("a step failed: %v", err)
	}
	return found
}

// Await evaluates a JavaScript expression again and again until it, or what the
// promise that it gives comes to, is true. It outlasts navigation.
func (p *Page) Await(expression string) {
	p.tb.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		yes, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("(async () => !!(await ("+expression+")))()", chromedp.EvalAwaitPromise))
		if err == nil && yes {
			return
		}
		select {
		case <-look.C:
		case <-ctx.Done():
			p.fail("did not come true: %s (%v)", expression, err)
		}
	}
}

// AwaitText waits until the page shows a text.
func (p *Page) AwaitText(text string) {
	p.tb.Helper()
	p.Await("document.body && document.body.innerText.includes(" + quote(text) + ")")
}

// Text is all the text that the page shows.
func (p *Page) Text() string {
	p.tb.Helper()
	return Get(p, chromedp.Evaluate[string]("document.body.innerText"))
}

// fail ends the test with what the page shows and has complained of.
func (p *Page) fail(format string, args ...any) {
	p.tb.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, lookEvery*40)
	defer cancel()
	shown, _ := chromedp.Run(ctx, chromedp.Evaluate[string]("location.href + '\\n' + document.body.innerText"))
	p.tb.Logf("browsertest: the page shows: %s", shown)
	p.tb.Logf("browsertest: it complained of: %q", p.Complaints())
	p.tb.Fatalf("browsertest: "+format, args...)
}
