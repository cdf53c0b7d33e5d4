package job

import (
	"context"
	"time"

	"github.com/trackreg/trackreg/internal/gate"
)

// show shows how the run goes, until ctx ends.
func (r *run) show(ctx context.Context) {
	tick := time.NewTicker(r.o.Display.Every())
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			r.o.Display.Show(r.progress().Frame())
			return
		case <-tick.C:
			r.o.Display.Show(r.progress().Frame())
		}
	}
}

// progress is how the run stands.
func (r *run) progress() Progress {
	counts, read := r.awaited.counts(), r.stopwatch.read()
	p := Progress{
		Input: r.o.Input.Name, Rows: counts.Rows, Expected: r.o.Input.expected(counts.Rows),
		Ended: counts.Rows - r.awaited.outstanding(), Failed: counts.Invalid + counts.Rejected + counts.Exhausted + counts.Expired,
		Calls: read.calls, Fill: read.fill(r.o.batchSize()), Rate: r.stopwatch.rate(), Ceiling: r.o.ceiling(),
	}
	if s := r.gate.Load(); s != nil {
		p.Gate = gateNote(*s)
	}
	return p
}

// gateNote says in a word why no call goes out, if none does.
func gateNote(s gate.State) string {
	for _, latch := range []gate.Latch{s.Account, s.Spend} {
		if latch.Closed() {
			return string(latch.Reason)
		}
	}
	if s.Again.Until.After(s.Now) {
		return "backing off"
	}
	return ""
}
