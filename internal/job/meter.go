package job

import (
	"sync"
	"time"

	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/worker"
)

// meter measures calls and the rate at which rows end. Safe for concurrent use.
type meter struct {
	mu     sync.Mutex
	now    func() time.Time
	made   time.Time
	calls  int64
	sent   int64
	first  time.Time // start of the first call
	last   time.Time // latest end of a row by an outcome
	ended  int64
	lately standing.Meter
}

func newMeter() *meter { return &meter{now: time.Now, made: time.Now()} }

// call takes note of a call that was made.
func (m *meter) call(c worker.Call) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.calls++
	m.sent += int64(c.Size)
	m.begin(m.now().Add(-c.Took))
}

// outcomes takes note of rows that ended now.
func (m *meter) outcomes(rows int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.last = m.now()
	m.begin(m.last)
	m.ended += int64(rows)
	m.lately.Note(standing.Reading{At: m.last, Ended: m.ended})
}

// begin takes note of when the first call began.
func (m *meter) begin(at time.Time) {
	if m.first.IsZero() {
		m.lately.Note(standing.Reading{At: at})
	}
	if m.first.IsZero() || at.Before(m.first) {
		m.first = at
	}
}

// rate is the rows a second that ended lately.
func (m *meter) rate() float64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.first.IsZero() {
		return 0
	}
	m.lately.Note(standing.Reading{At: m.now(), Ended: m.ended})
	speed, _ := m.lately.Speed(0) // 0 while nobody can say
	return speed.Rate
}

// idle is how long no row has ended, counted from the meter's making.
func (m *meter) idle() time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.last.IsZero() {
		return m.now().Sub(m.made)
	}
	return m.now().Sub(m.last)
}

// reading is what a meter shows at the end.
type reading struct {
	calls   int64
	sent    int64
	elapsed time.Duration // from the first call's start to the last outcome
	rate    float64       // over elapsed
}

func (m *meter) read() reading {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := reading{calls: m.calls, sent: m.sent}
	if m.first.IsZero() {
		return r
	}
	r.elapsed = max(0, m.last.Sub(m.first))
	if r.elapsed > 0 {
		r.rate = float64(m.ended) / r.elapsed.Seconds()
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
