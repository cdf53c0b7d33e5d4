package schedule

import (
	"math"
	"time"

	"github.com/trackreg/trackreg/configs"
)

// timed is an import with its schedule, and how far one scheduler has come in it. It is for one
// goroutine.
type timed struct {
	configs.Import
	times  *Schedule
	mark   time.Time // what was due up to then was handed out; zero until it has been read
	next   Due       // the first after mark; the zero Due where there is none
	looked time.Time // when the scheduler looked last; zero before the first time
}

// handed sets the mark.
func (t *timed) handed(upTo time.Time) {
	t.mark, t.next = upTo, t.times.Next(upTo)
}

// due tells whether something is due that was not handed out.
func (t *timed) due(now time.Time) bool {
	return !t.next.At.IsZero() && !t.next.At.After(now)
}

// wait is how long nothing will be due.
func (t *timed) wait(now time.Time) time.Duration {
	if t.next.At.IsZero() {
		return math.MaxInt64
	}
	return max(t.next.At.Sub(now), 0)
}

// runs are those that are due and not too late, the first of those that are too late, if any,
// and up to when they are all there are.
func (t *timed) runs(now time.Time) (runs []Due, missed Due, upTo time.Time) {
	from := t.mark
	if oldest := now.Add(-t.latest(now)); oldest.After(from) {
		from = oldest
		if !t.next.At.After(from) {
			missed = t.next
		}
	}
	upTo = from
	runs = t.times.Due(from, now)
	if len(runs) > 0 {
		upTo = runs[len(runs)-1].At
	}
	if more := len(runs) - schedulerMost; more > 0 {
		missed, runs = runs[0], runs[more:]
	}
	return runs, missed, upTo
}

// latest is how late a due time may be handed out: what came since the last look is in time.
func (t *timed) latest(now time.Time) time.Duration {
	if t.looked.IsZero() {
		return t.CatchUp
	}
	return max(t.CatchUp, min(now.Sub(t.looked), schedulerGrace))
}
