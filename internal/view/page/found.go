package page

import (
	"time"

	"github.com/trackreg/trackreg/internal/view/page/lookup"
	"github.com/trackreg/trackreg/queue"
)

// found is what became of a number, as scripts read it.
type found struct {
	Account  string         `json:"account"`
	Number   string         `json:"number"`
	Verdict  string         `json:"verdict"`
	Outcome  string         `json:"outcome"` // the newest; "" where none was found
	Waiting  []foundTask    `json:"waiting"`
	Failures []foundFailure `json:"failures"`
	Outcomes []foundOutcome `json:"outcomes"`
	Known    []int          `json:"known"` // carriers; 0: none given
	Looked   []lookView     `json:"looked"`

	Tracking  []foundSighting `json:"tracking"`
	NotLooked []string        `json:"not_looked"` // what was not looked at, and why
}

type foundTask struct {
	Queue   string     `json:"queue"`
	State   string     `json:"state"`
	Task    string     `json:"task"`
	Carrier int        `json:"carrier"`
	Next    *time.Time `json:"next"`
}

type foundFailure struct {
	ID string `json:"id"`
	queue.Failure
}

type foundOutcome struct {
	Outcome string    `json:"outcome"`
	Task    string    `json:"task"`
	Carrier int       `json:"carrier"`
	Code    int       `json:"code"`
	Message string    `json:"message"`
	At      time.Time `json:"at"`
}

type foundSighting struct {
	Event     string    `json:"event"`
	Status    string    `json:"status"`
	SubStatus string    `json:"sub_status"`
	Tag       string    `json:"tag"`
	Carrier   int       `json:"carrier"`
	Latest    string    `json:"latest_event_at"`
	At        time.Time `json:"at"`
}

func foundOf(r lookup.Report, now time.Time) found {
	f := found{
		Account: r.Account, Number: r.Number, Known: append([]int{}, r.Known...),
		Waiting: []foundTask{}, Failures: []foundFailure{}, Outcomes: []foundOutcome{}, Looked: []lookView{},
		Tracking: []foundSighting{}, NotLooked: append([]string{}, r.Left...),
	}
	f.Verdict, _ = verdictOf(r, now)
	f.Outcome, _ = r.Ended()
	for _, w := range r.Waiting {
		task := foundTask{Queue: w.Queue, State: w.State, Task: w.Task, Carrier: w.Carrier}
		if !w.Next.IsZero() {
			task.Next = &w.Next
		}
		f.Waiting = append(f.Waiting, task)
	}
	for _, one := range r.Failures {
		f.Failures = append(f.Failures, foundFailure{ID: one.ID, Failure: one})
	}
	for _, d := range r.Outcomes {
		f.Outcomes = append(f.Outcomes, foundOutcome{d.Outcome.Outcome, d.Task, max(d.Carrier, d.GivenCarrier), d.Code, d.Message, d.At})
	}
	for _, s := range r.Tracking {
		f.Tracking = append(f.Tracking, foundSighting{s.Event, s.Status, s.SubStatus, s.Tag, s.Carrier, s.Latest, s.At})
	}
	for _, l := range r.Looked {
		f.Looked = append(f.Looked, lookOf(l))
	}
	return f
}
