package page

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/trackreg/trackreg/internal/audit"
	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/view/failures"
	"github.com/trackreg/trackreg/queue"
)

// textMost bounds a short text that picks failures, in bytes.
const textMost = 100

// picked is the account and the failures that a request names.
func (p *Page) picked(w http.ResponseWriter, r *http.Request) (*Account, queue.Filter, *refusal) {
	var pick queue.Filter
	form, refused := p.form(w, r, "account", "class", "remedy", "code", "number", "since")
	if refused != nil {
		return nil, pick, refused
	}
	account, refused := p.account(r, form.Get("account"))
	if refused != nil {
		return nil, pick, refused
	}
	for name := range form {
		if refused := plain("the field "+name, form.Get(name), textMost); refused != nil {
			return nil, pick, refused
		}
	}
	pick.Remedy, pick.Number = form.Get("remedy"), form.Get("number")
	switch pick.Class = form.Get("class"); pick.Class {
	case "", queue.Terminal, queue.Retryable:
	default:
		return nil, pick, refuse(http.StatusBadRequest, "choose terminal or retryable", "the class %s is not known", quoted(pick.Class))
	}
	var err error
	if code := form.Get("code"); code != "" {
		if pick.Code, err = strconv.Atoi(code); err != nil {
			return nil, pick, refuse(http.StatusBadRequest, "give one of 17TRACK's, such as -18010019", "the code %s is no number", quoted(code))
		}
	}
	if since := form.Get("since"); since != "" {
		if pick.Since, err = failures.ParseSince(since, time.Now()); err != nil {
			return nil, pick, refuse(http.StatusBadRequest, "mend the field since", "%v", err)
		}
	}
	return account, pick, nil
}

// retry enqueues failures anew, which may be a great many.
func (p *Page) retry(w http.ResponseWriter, r *http.Request) *refusal {
	account, pick, refused := p.picked(w, r)
	if refused != nil {
		return refused
	}
	title := "Retry"
	if what := pick.Remedy + pick.Class; what != "" {
		title += " " + orElse(pick.Remedy, pick.Class)
	}
	a := &action{Account: account.Name, Title: title, deed: audit.Deed{What: audit.Retry, Filter: audit.Picked(pick)}}
	return p.act(w, r, "retry "+account.Name, a, func(ctx context.Context, a *action) error {
		seen := queue.Tally{}
		tally, err := queue.NewFailures(p.o.Redis, account.Name).Retry(ctx, pick, func(_ queue.Failure, _ queue.Receipt, err error) {
			if seen.Enqueued++; err == nil && seen.Enqueued%1000 == 0 {
				a.say(figures.Count(seen.Enqueued) + " so far")
			}
		})
		a.deed.Count = &tally.Enqueued
		a.say(fmt.Sprintf("%s enqueued, %s waiting already, %s could not be",
			figures.Count(tally.Enqueued), figures.Count(tally.Duplicates), figures.Count(tally.Failed)))
		return err
	})
}

func orElse(one, other string) string {
	if one != "" {
		return one
	}
	return other
}
