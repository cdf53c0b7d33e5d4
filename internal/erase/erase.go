package erase

import (
	"context"
	"fmt"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/audit"
	"github.com/trackreg/trackreg/internal/carriers"
	"github.com/trackreg/trackreg/queue"
)

// Trace is what one place held of a number.
type Trace struct {
	Place string `json:"place"`
	Found int    `json:"found"`
	Left  int    `json:"left"` // of them, those that are still there
	Why   string `json:"why"`  // something is left; "": nothing is
}

// Report is what became of one number of an account.
type Report struct {
	Account string  `json:"account"`
	Number  string  `json:"number"`
	Traces  []Trace `json:"traces"` // of every place that was searched
}

// Found is how many traces there were, Left how many there still are.
func (r Report) Found() (n int) {
	for _, t := range r.Traces {
		n += t.Found
	}
	return n
}

// Left is how many traces are still there, of a number that was to be erased.
func (r Report) Left() (n int) {
	for _, t := range r.Traces {
		n += t.Left
	}
	return n
}

// Eraser erases numbers. Make it with [New]. It is safe for concurrent use.
type Eraser struct {
	rdb       redis.UniversalClient
	carriers  []int // codes under which a number may be known
	inspector *asynq.Inspector
}

// New returns an eraser on rdb. Numbers known to be registered are looked for under the carriers of
// the table, and under those that are found elsewhere.
func New(rdb redis.UniversalClient, table *carriers.Table) *Eraser {
	return &Eraser{rdb: rdb, carriers: table.Codes(), inspector: asynq.NewInspectorFromRedisClient(rdb)}
}

// target is what is looked for.
type target struct {
	account string
	number  string // as it is compared
	word    audit.Word
	only    bool         // look, and remove nothing
	under   map[int]bool // the carriers under which it was found so far
}

// is says whether a number is the one.
func (t target) is(number string) bool { return queue.NumberKey(number) == t.number }

// mentions says whether a text holds it.
func (t target) mentions(text string) bool { return t.word.In(text) }

// place is somewhere that a number can be. An error leaves the count of what was removed before it.
type place func(ctx context.Context, t target) (Trace, error)

// Erase finds a number, trimmed and in any case, in everything that is kept of the account, and
// removes it; only has it look. It blocks until every place was searched: seconds, with a
// million outcomes. What is added meanwhile it may miss, so stop what sends the number first. To
// repeat it is safe. Errors: a *[queue.EntryError] where the text can be no number, or Redis's.
func (e *Eraser) Erase(ctx context.Context, account, number string, only bool) (Report, error) {
	key := queue.NumberKey(number)
	if _, err := queue.FromFields([]queue.Field{{Name: "number", Value: number}}); err != nil {
		return Report{}, err
	}
	t := target{account: account, number: key, only: only, under: map[int]bool{0: true}, word: audit.WordOf(key)}
	r := Report{Account: account, Number: key}
	// The queues come first: what is taken from them meanwhile leaves its outcome behind them.
	for _, search := range []place{e.queues, e.inlet, e.refused, e.outcomes, e.tracking, e.events, e.failures, e.runs, e.gate, e.strays, e.known, e.audit} {
		trace, err := search(ctx, t)
		r.Traces = append(r.Traces, trace)
		if err != nil {
			return r, fmt.Errorf("look for the number in %s of account %s: %w", trace.Place, account, err)
		}
	}
	return r, nil
}

// gone is the trace of so many, all of which are removed, unless they were only looked for.
func (t target) gone(place string, found int) Trace {
	if t.only {
		return Trace{Place: place, Found: found, Left: found}
	}
	return Trace{Place: place, Found: found}
}
