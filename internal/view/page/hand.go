package page

import (
	"context"
	"net/http"
	"time"

	"github.com/trackreg/trackreg/internal/audit"
	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/webhook"
	"github.com/trackreg/trackreg/track17"
)

const (
	// whyMost bounds the reason of a pause, in bytes.
	whyMost = 200
	// askTimeout bounds the wait for a slot and an answer of getquota's.
	askTimeout = time.Minute
)

func (p *Page) pause(w http.ResponseWriter, r *http.Request) *refusal {
	return p.byHand(w, r, []string{"why"}, "Pause", audit.Pause, func(ctx context.Context, h Hand, a *action) error {
		err := h.Pause(ctx, r.Form.Get("why"))
		a.say("no further call goes out, in any process, until it is resumed")
		return err
	})
}

func (p *Page) resume(w http.ResponseWriter, r *http.Request) *refusal {
	return p.byHand(w, r, nil, "Resume", audit.Resume, func(ctx context.Context, h Hand, a *action) error {
		err := h.Resume(ctx)
		a.say("the next call goes out at once")
		return err
	})
}

func (p *Page) quota(w http.ResponseWriter, r *http.Request) *refusal {
	return p.byHand(w, r, nil, "Ask for the quota", audit.Quota, func(ctx context.Context, h Hand, a *action) error {
		ctx, cancel := context.WithTimeout(ctx, askTimeout)
		defer cancel()
		a.say("it waits for a slot")
		quota, err := h.AskQuota(ctx)
		a.say(leftOf(quota))
		return err
	})
}

// postNow has a webhook whose receiver fails posted at once, by whichever process posts.
func (p *Page) postNow(w http.ResponseWriter, r *http.Request) *refusal {
	return p.byHand(w, r, nil, "Post now", audit.PostNow, func(ctx context.Context, _ Hand, a *action) error {
		err := webhook.PostNow(ctx, p.o.Redis, a.Account)
		a.say("what was not taken is posted within a second, if a process posts for the account")
		return err
	})
}

func leftOf(q track17.Quota) string {
	left, known := q.Left()
	if !known {
		return "17TRACK does not say how much is left"
	}
	return figures.Count(left) + " units are left"
}

// byHand moves an account's gate.
func (p *Page) byHand(w http.ResponseWriter, r *http.Request, fields []string, title, what string, move func(context.Context, Hand, *action) error) *refusal {
	account, refused := p.account(r, r.PathValue("account"))
	if refused != nil {
		return refused
	}
	form, refused := p.form(w, r, fields...)
	if refused != nil {
		return refused
	}
	if refused := plain("the reason", form.Get("why"), whyMost); refused != nil {
		return refused
	}
	a := &action{Account: account.Name, Title: title, deed: audit.Deed{What: what, Filter: audit.Pairs("why", form.Get("why"))}}
	return p.act(w, r, title+" "+account.Name, a, func(ctx context.Context, a *action) error {
		return move(ctx, account.Hand, a)
	})
}
