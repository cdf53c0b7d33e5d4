package job

import (
	"context"
)

// rest looks after the rows that are left when a run ends early: where the queue
// outlives the process they are still enqueued, as far as the high-water mark
// allows, unless a person wants to stop; all others go to the failures file.
func (r *run) rest(ctx context.Context) error {
	if r.end == Finished {
		return nil
	}
	if r.o.Kept && r.end != Interrupted {
		room := func() bool { return r.feeder.room.TryAcquire(1) }
		if err := r.feeder.run(ctx, room); err != nil {
			return err
		}
	}
	for row, ok := r.o.Input.drain(ctx); ok; row, ok = r.o.Input.drain(ctx) {
		r.awaited.tooLate(row, "not enqueued: "+r.unfinished())
	}
	return nil
}

// unfinished says why rows have no outcome.
func (r *run) unfinished() string {
	switch r.end {
	case Closed:
		return r.why
	case WaitOver:
		return "the time to wait was over"
	case Interrupted:
		return "the run was interrupted"
	}
	return "the run failed"
}
