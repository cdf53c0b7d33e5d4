package browsertest

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Request is one that the page has made.
type Request struct{ Method, URL string }

// Requests are all that the page has made over the network until now.
func (p *Page) Requests() []Request {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.requests)
}

// Complaints are what the browser found wrong with the page until now:
// violations of its content security policy, answers of 400 and above, exceptions
// that nothing caught, and what the page itself wrote as console.error.
func (p *Page) Complaints() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.troubles)
}

// RequireQuiet fails the test if the browser has complained, or the page has
// asked another host than the one it comes from.
func (p *Page) RequireQuiet() {
	p.tb.Helper()
	if all := p.Complaints(); len(all) > 0 {
		p.tb.Errorf("browsertest: the browser complains: %q", all)
	}
	home := Get(p, chromedp.Evaluate[string]("location.host"))
	for _, r := range p.Requests() {
		if to, err := url.Parse(r.URL); err != nil || to.Host != home {
			p.tb.Errorf("browsertest: the page asks another host: %s %s", r.Method, r.URL)
		}
	}
}

// listen notes what happens. The browser's reader calls it and waits for it.
func (p *Page) listen(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if strings.HasPrefix(e.Request.URL, "http") || strings.HasPrefix(e.Request.URL, "ws") {
			p.requests = append(p.requests, Request{e.Request.Method, e.Request.URL})
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			p.troubles = append(p.troubles, strings.TrimSpace(e.Entry.Text+" "+e.Entry.URL))
		}
	case *runtime.EventExceptionThrown:
		p.troubles = append(p.troubles, thrown(e.ExceptionDetails))
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError {
			p.troubles = append(p.troubles, spoken(e.Args))
		}
	}
}

func thrown(e *runtime.ExceptionDetails) string {
	if e.Exception != nil {
		return e.Text + " " + e.Exception.Description
	}
	return e.Text
}

func spoken(args []*runtime.RemoteObject) string {
	var words []string
	for _, arg := range args {
		words = append(words, strings.TrimSpace(fmt.Sprint(string(arg.Value), " ", arg.Description)))
	}
	return strings.Join(words, " ")
}

// quote writes a text as JavaScript does.
func quote(text string) string {
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(err) // no string does that
	}
	return string(quoted)
}
