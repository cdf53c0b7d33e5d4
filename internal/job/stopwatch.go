package job

import (
	"sync"
	"time"

	"github.com/trackreg/trackreg/internal/meter"
	"github.com/trackreg/trackreg/worker"
)

// stopwatch measures calls and the rate at which rows end. Safe for concurrent use.
type stopwatch struct {
	mu     sync.Mutex
	now    func() time.Time
	made   time.Time
	calls  int64
	sent   int64
	first  time.Time // start of the first call
	last   time.Time // latest end of a row by an outcome
	ended  int64
	lately meter.Meter
}

func newStopwatch() *stopwatch { return &stopwatch{now: time.Now, made: time.Now()} }

// call takes note of a call that was made.
func (w *stopwatch) call(c worker.Call) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls++
	w.sent += int64(c.Size)
	w.begin(w.now().Add(-c.Took))
}

// outcomes takes note of rows that ended now.
func (w *stopwatch) outcomes(rows int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.last = w.now()
	w.begin(w.last)
	w.ended += int64(rows)
	w.lately.Note(meter.Reading{At: w.last, Ended: w.ended})
}

// begin takes note of when the first call began.
func (w *stopwatch) begin(at time.Time) {
	if w.first.IsZero() {
		w.lately.Note(meter.Reading{At: at})
	}
	if w.first.IsZero() || at.Before(w.first) {
		w.first = at
	}
}

// rate is the rows a second that ended lately.
func (w *stopwatch) rate() float64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.first.IsZero() {
		return 0
	}
	w.lately.Note(meter.Reading{At: w.now(), Ended: w.ended})
	speed, _ := w.lately.Speed(0) // 0 while nobody can say
	return speed.Rate
}

// idle is how long no row has ended, counted from the stopwatch's making.
func (w *stopwatch) idle() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.last.IsZero() {
		return w.now().Sub(w.made)
	}
	return w.now().Sub(w.last)
}

// reading is what a stopwatch shows at the end.
type reading struct {
	calls   int64
	sent    int64
	elapsed time.Duration // from the first call's start to the last outcome
	rate    float64       // over elapsed
}

func (w *stopwatch) read() reading {
	w.mu.Lock()
	defer w.mu.Unlock()
	r := reading{calls: w.calls, sent: w.sent}
	if w.first.IsZero() {
		return r
	}
	r.elapsed = max(0, w.last.Sub(w.first))
	if r.elapsed > 0 {
		r.rate = float64(w.ended) / r.elapsed.Seconds()
	}
	return r
}

// fill is how full the calls were, 0 to 1, when most go into one.
func (r reading) fill(most int) float64 {
	if r.calls == 0 || most == 0 {
		return 0
	}
	return float64(r.sent) / float64(r.calls*int64(most))
}
