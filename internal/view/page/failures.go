package page

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/trackreg/trackreg/internal/audit"
	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/view/failures"
	"github.com/trackreg/trackreg/queue"
)

// textMost bounds a short text that picks failures, in bytes.
const textMost = 100

// idsMost bounds a form that names failures by their ids, or holds an entry, in bytes.
const idsMost = 64 << 10

// choice is how a request picks failures.
var choice = []string{"account", "class", "remedy", "code", "number", "since"}

// picked is the account and the failures that a request names. further are fields that it may hold besides.
func (p *Page) picked(w http.ResponseWriter, r *http.Request, further ...string) (*Account, queue.Filter, *refusal) {
	var pick queue.Filter
	form, refused := p.formWithin(w, r, idsMost, append(further, choice...)...)
	if refused != nil {
		return nil, pick, refused
	}
	account, refused := p.account(r, form.Get("account"))
	if refused != nil {
		return nil, pick, refused
	}
	if form.Get(chosenField) != "" && len(form[idField]) == 0 {
		return nil, pick, refuse(http.StatusBadRequest, "choose some of the list", "no failure is chosen")
	}
	for name := range form {
		if name == idField {
			continue // what is no failure's id finds none
		}
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
	account, pick, refused := p.picked(w, r, idField, chosenField)
	if refused != nil {
		return refused
	}
	ids := r.Form[idField]
	a := &action{Account: account.Name, Title: "Retry" + titleOf(pick, ids), deed: audit.Deed{What: audit.Retry, Filter: pickedOf(pick, ids)}}
	return p.act(w, r, "retry "+account.Name, a, func(ctx context.Context, a *action) error {
		seen := queue.Tally{}
		tally, err := p.retried(ctx, account.Name, pick, ids, func(_ queue.Failure, _ queue.Receipt, err error) {
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

// retried enqueues the failures of the ids anew, or where none is named those that are picked.
func (p *Page) retried(ctx context.Context, account string, pick queue.Filter, ids []string, done func(queue.Failure, queue.Receipt, error)) (queue.Tally, error) {
	record := queue.NewFailures(p.o.Redis, account)
	if len(ids) > 0 {
		return record.RetryThese(ctx, ids, done)
	}
	return record.Retry(ctx, pick, done)
}

// titleOf says in short which failures are meant.
func titleOf(pick queue.Filter, ids []string) string {
	switch {
	case len(ids) == 1:
		return " " + queue.Failure{ID: ids[0]}.Number()
	case len(ids) > 1:
		return " " + figures.Count(len(ids)) + " failures"
	case pick.Remedy+pick.Class != "":
		return " " + orElse(pick.Remedy, pick.Class)
	}
	return ""
}

// namedInDeed is how many failures the audit names.
const namedInDeed = 10

// pickedOf writes for the audit which failures are meant.
func pickedOf(pick queue.Filter, ids []string) string {
	if len(ids) == 0 {
		return audit.Picked(pick)
	}
	text := strings.Join(ids[:min(len(ids), namedInDeed)], ",")
	if more := len(ids) - namedInDeed; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return audit.Pairs("failures", text)
}

func orElse(one, other string) string {
	if one != "" {
		return one
	}
	return other
}
