package worker

import (
	"context"
	"time"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/history"
	"github.com/trackreg/trackreg/queue"
)

// historian takes the readings of which an account's history is made. One process per account does it
// at a time.
type historian struct {
	gate   *gate.Gate
	record *history.Record
	totals func(context.Context) (queue.Totals, error)
	sizes  func(context.Context) ([]queue.Counts, error)
	me     string
	redis  *redisWatch
}

// Run takes readings until ctx ends, and the first at once: what the counters have grown by since
// those of a process that was killed is then told from what this one does.
func (h *historian) Run(ctx context.Context) error {
	return atOnceAndEvery(ctx, history.Every, h.redis, h.step)
}

func (h *historian) step(ctx context.Context) error {
	return role{"historian", h.me, 2 * history.Every}.step(ctx, h.gate, h.read)
}

func (h *historian) read(ctx context.Context) error {
	totals, err := h.totals(ctx)
	if err != nil {
		return err
	}
	counts, err := h.sizes(ctx)
	if err != nil {
		return err
	}
	state, err := h.gate.Read(ctx)
	if err != nil {
		return err
	}
	r := history.Reading{At: state.Now, Totals: totals, Calls: state.Calls, Throttles: state.Throttles}
	for _, c := range counts {
		r.Backlog += c.Pending + c.Active
	}
	r.Closed, r.Since = closedBy(state)
	return h.record.Note(ctx, r)
}

// closedBy is why calls do not go as numbers come, and since when, as far as that is known. What
// keeps bulk alone back for the sake of live numbers closes nothing.
func closedBy(state gate.State) (reason string, since time.Time) {
	for _, latch := range []gate.Latch{state.Account, state.Spend} {
		if latch.Reason != "" && latch.Reason != gate.Reserved {
			return string(latch.Reason), latch.Since
		}
	}
	if state.Again.Outage() {
		return history.Outage, state.Again.Since
	}
	return "", time.Time{}
}
