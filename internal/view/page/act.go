package page

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"github.com/trackreg/trackreg/internal/audit"
	"github.com/trackreg/trackreg/internal/web/caller"
)

// act has an action carried out and answers how it went, or that it goes on.
func (p *Page) act(w http.ResponseWriter, r *http.Request, key string, a *action, do func(ctx context.Context, a *action) error) *refusal {
	a.deed.Account, a.deed.Who, a.deed.Via = a.Account, caller.Of(r.Context()).Who(), via(r)
	begun, busy := p.actions.begin(key, a, func(ctx context.Context, a *action) error {
		err := do(ctx, a)
		p.note(ctx, a, err)
		return err
	})
	switch {
	case busy:
		return refuse(http.StatusConflict, "wait for its end; the page shows how it goes", "the same is under way already")
	case begun == nil:
		return refuse(http.StatusServiceUnavailable, "ask another worker, or this one when it has started again", "this process is starting or stopping")
	}
	wait := time.NewTimer(answerWithin)
	defer wait.Stop()
	select {
	case <-begun.ended:
	case <-wait.C:
	case <-r.Context().Done():
	}
	return p.acted(w, r, begun)
}

// note writes in the audit what was done, and how that ended. What cannot be written there is done
// nevertheless, and the action says so.
func (p *Page) note(ctx context.Context, a *action, err error) {
	if !a.deed.Done(err) {
		return
	}
	if err := p.recorder.Record(ctx, a.deed); err != nil {
		a.add("; it is done, but the audit does not say so: " + failed(err).Error)
	}
}

// via is whether a person asks by the page or a program by the API: only browsers say which site
// they send a form from.
func via(r *http.Request) string {
	if wantsHTML(r) || r.Header.Get("Origin") != "" {
		return audit.ViaPage
	}
	return audit.ViaAPI
}

// acted answers an action: a browser without a script goes back to the page, which shows it.
func (p *Page) acted(w http.ResponseWriter, r *http.Request, a *action) *refusal {
	v := a.view()
	if v.State == broken {
		return failed(a.err)
	}
	if wantsHTML(r) {
		http.Redirect(w, r, "/?account="+url.QueryEscape(a.Account)+"#activity", http.StatusSeeOther)
		return nil
	}
	status := http.StatusOK
	if v.State == running {
		status = http.StatusAccepted
	}
	return p.json(w, status, acted{a.Account, v.Title, v.State, v.Text})
}

// acted is an action as scripts read it.
type acted struct {
	Account string `json:"account"`
	Action  string `json:"action"`
	State   string `json:"state"` // running or done
	Text    string `json:"text"`
}

// json answers with a value that can always be encoded.
func (p *Page) json(w http.ResponseWriter, status int, value any) *refusal {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value)
	return nil
}
