// Package progress is what the parts of a run tell each other: how far it is, and whether it is to
// end.
package progress

import (
	"sync"
	"time"

	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/meter"
)

// CancelledWhy is why a cancelled run ends.
const CancelledWhy = "cancelled by hand"

// Progress is how far a run is, and whether it is to end. It is safe for concurrent use.
type Progress struct {
	mu     sync.Mutex
	queued int64
	tally  ledger.Tally
	share  float64
	last   time.Time // latest change
	lately meter.Meter
	wake   chan struct{}

	asked     sync.Once
	cancelled chan struct{} // closed when somebody asks for the end
}

// New returns the progress of a run of which nothing is known yet.
func New() *Progress {
	return &Progress{share: -1, last: time.Now(), wake: make(chan struct{}, 1), cancelled: make(chan struct{})}
}

// Begin takes over what the ledger has.
func (p *Progress) Begin(s ledger.State, t ledger.Tally) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.queued, p.tally, p.share, p.last = s.Counts.Queued, t, s.Share, time.Now()
	p.lately = meter.Meter{}
	p.lately.Note(meter.Reading{At: p.last, Ended: t.Done})
}

// Fed takes note of how many rows are queued in all, and the share of the source that was read.
func (p *Progress) Fed(queued int64, share float64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.queued, p.share, p.last = queued, share, time.Now()
}

// Ended takes note of outcomes that were counted.
func (p *Progress) Ended(t ledger.Tally) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tally = t
	if t.Counted == 0 {
		return
	}
	p.last = time.Now()
	p.lately.Note(meter.Reading{At: p.last, Ended: t.Done})
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// Outstanding is how many of the rows queued have no outcome yet.
func (p *Progress) Outstanding() int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.queued - p.tally.Done
}

// Counted returns how many rows are queued in all, and what their outcomes have come to.
func (p *Progress) Counted() (queued int64, t ledger.Tally) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.queued, p.tally
}

// Idle is how long nothing has changed.
func (p *Progress) Idle() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return time.Since(p.last)
}

// Pulse is how the run goes.
func (p *Progress) Pulse() ledger.Pulse {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lately.Note(meter.Reading{At: time.Now(), Ended: p.tally.Done})
	speed, _ := p.lately.Speed(0) // 0 while nobody can say
	return ledger.Pulse{Share: p.share, Rate: speed.Rate}
}

// Woken gets a value when something has come to its end since the last.
func (p *Progress) Woken() <-chan struct{} { return p.wake }

// Cancel has the run end as soon as can be.
func (p *Progress) Cancel() { p.asked.Do(func() { close(p.cancelled) }) }

// Cancelled is closed when the run is to end.
func (p *Progress) Cancelled() <-chan struct{} { return p.cancelled }

// IsCancelled says whether the run is to end.
func (p *Progress) IsCancelled() bool {
	select {
	case <-p.cancelled:
		return true
	default:
		return false
	}
}
