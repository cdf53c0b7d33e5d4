package importer

import (
	"sync"
	"time"

	"github.com/trackreg/trackreg/internal/importer/ledger"
)

// rateOver is the time over which a run's rate is measured.
const rateOver = time.Minute

// progress is how far a run is, as the parts of the handler tell each other. It is safe for
// concurrent use.
type progress struct {
	mu      sync.Mutex
	queued  int64
	tally   ledger.Tally
	share   float64
	last    time.Time // latest change
	samples []sample  // of the latest rateOver, at most one a second
	wake    chan struct{}
}

// sample is how many rows had come to their end at a time.
type sample struct {
	at   time.Time
	done int64
}

func newProgress() *progress {
	return &progress{share: -1, last: time.Now(), wake: make(chan struct{}, 1)}
}

// begin takes over what the ledger has.
func (p *progress) begin(s ledger.State, t ledger.Tally) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.queued, p.tally, p.share, p.last = s.Counts.Queued, t, s.Share, time.Now()
	p.samples = []sample{{p.last, t.Done}}
}

// fed takes note of how many rows are queued in all, and the share of the source that was read.
func (p *progress) fed(queued int64, share float64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.queued, p.share, p.last = queued, share, time.Now()
}

// ended takes note of outcomes that were counted.
func (p *progress) ended(t ledger.Tally) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tally = t
	if t.Counted == 0 {
		return
	}
	p.last = time.Now()
	if p.last.Sub(p.samples[len(p.samples)-1].at) >= time.Second {
		p.samples = append(p.samples, sample{p.last, t.Done})
	}
	for len(p.samples) > 2 && p.last.Sub(p.samples[1].at) >= rateOver {
		p.samples = p.samples[1:]
	}
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// outstanding is how many of the rows queued have no outcome yet.
func (p *progress) outstanding() int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.queued - p.tally.Done
}

// counted returns how many rows are queued in all, and what their outcomes have come to.
func (p *progress) counted() (queued int64, t ledger.Tally) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.queued, p.tally
}

// idle is how long nothing has changed.
func (p *progress) idle() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return time.Since(p.last)
}

// pulse is how the run goes.
func (p *progress) pulse() ledger.Pulse {
	p.mu.Lock()
	defer p.mu.Unlock()
	pulse := ledger.Pulse{Share: p.share}
	if len(p.samples) == 0 {
		return pulse
	}
	from := p.samples[0]
	if took := time.Since(from.at).Seconds(); took >= 1 {
		pulse.Rate = float64(p.tally.Done-from.done) / took
	}
	return pulse
}
