package browsertest

import (
	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/chromedp"
)

// authenticate gives the page a name and a password to show to servers that ask.
// A browser that hands these questions over asks at every request whether to go on.
func (p *Page) authenticate(o options) {
	p.tb.Helper()
	paused := chromedp.Events(p.ctx, fetch.RequestPaused)
	asked := chromedp.Events(p.ctx, fetch.AuthRequired)
	p.group.Go(func() error {
		for event, err := range paused {
			if err != nil {
				return nil // the page is closed
			}
			_, _ = chromedp.Call(p.ctx, fetch.ContinueRequest, fetch.ContinueRequestParams{RequestID: event.RequestID})
		}
		return nil
	})
	p.group.Go(func() error {
		answered := map[fetch.RequestID]bool{}
		for event, err := range asked {
			if err != nil {
				return nil
			}
			answer := &fetch.AuthChallengeResponse{
				Response: fetch.AuthChallengeResponseResponseProvideCredentials, Username: o.user, Password: o.password,
			}
			if answered[event.RequestID] { // they were refused
				answer = &fetch.AuthChallengeResponse{Response: fetch.AuthChallengeResponseResponseCancelAuth}
			}
			answered[event.RequestID] = true
			_, _ = chromedp.Call(p.ctx, fetch.ContinueWithAuth, fetch.ContinueWithAuthParams{RequestID: event.RequestID, AuthChallengeResponse: answer})
		}
		return nil
	})
	yes := true
	if _, err := chromedp.Call(p.ctx, fetch.Enable, fetch.EnableParams{HandleAuthRequests: &yes}); err != nil {
		p.tb.Fatalf("browsertest: take over the credentials' dialog: %v", err)
	}
}
