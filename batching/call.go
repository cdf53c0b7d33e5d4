package batching

import (
	"context"
	"time"
)

// fly makes one call, has its results recorded, and answers the callers.
func (d *dispatcher[T, R]) fly(f *flight[T, R]) {
	reply := d.carrier.Call(d.calls, f.batch())
	decided := d.judge(f, reply)
	err := d.record(d.calls, decided)
	d.finish(decided, err)
}

// judge has the state move what the reply does not settle.
func (d *dispatcher[T, R]) judge(f *flight[T, R], reply Reply[R]) decision[T, R] {
	d.mu.Lock()
	defer d.mu.Unlock()
	failing := d.state.failing
	decided := d.state.judge(f, reply, time.Now())
	if reply.Ask || failing && !d.state.failing {
		d.nudged = true // the answer being waited out was given before this call's end changed it
	}
	d.signal()
	return decided
}

// record makes what the decision settles durable.
func (d *dispatcher[T, R]) record(ctx context.Context, decided decision[T, R]) error {
	if len(decided.settled) == 0 {
		return nil
	}
	settled := make([]Settled[T, R], len(decided.settled))
	for i, c := range decided.settled {
		settled[i] = Settled[T, R]{Item: c.entry.item, Result: c.result}
	}
	err := d.carrier.Record(ctx, settled)
	d.recording.note(err)
	return err
}

// finish answers the callers of what is settled, or puts it back if it could not be recorded.
func (d *dispatcher[T, R]) finish(decided decision[T, R], err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err != nil {
		d.state.resume(decided)
	} else {
		d.state.conclude(decided)
	}
	d.signal()
}
