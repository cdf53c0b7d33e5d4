package standing

import "time"

// meterWindow is the time over which "lately" is measured.
const meterWindow = 15 * time.Second

// Progress is how fast an account lately was, by how its standing changed.
type Progress struct {
	Rate float64  `json:"numbers_per_s"` // numbers that came to their end by a call
	Fill *float64 `json:"fill"`          // how full calls were, 0 to 1; null: there was none
	ETA  *float64 `json:"eta_s"`         // seconds until what waits now is done; null: nobody can say
}

// Meter adds to standings, read one after the other, how fast the accounts are. It is for one
// goroutine; the zero value is ready.
type Meter struct{ seen map[string][]mark }

// mark is what an account had done at a time.
type mark struct {
	at           time.Time
	ended, calls int64
}

// Note takes the standings in and gives each a Progress; the first of an account has none.
func (m *Meter) Note(standings []Account) {
	if m.seen == nil {
		m.seen = map[string][]mark{}
	}
	for i := range standings {
		s := &standings[i]
		now := mark{at: s.At, ended: s.Totals.ByCall(), calls: s.Pace.Calls}
		marks := m.seen[s.Name]
		if n := len(marks); n > 0 && (now.ended < marks[n-1].ended || !now.at.After(marks[n-1].at)) {
			marks = nil // another Redis, or a clock that was set back
		}
		for len(marks) > 1 && now.at.Sub(marks[1].at) >= meterWindow {
			marks = marks[1:]
		}
		if len(marks) > 0 {
			s.Progress = progressOf(marks[0], now, *s)
		}
		m.seen[s.Name] = append(marks, now)
	}
}

// Fill is how full calls were that had so many numbers come to their end, 0 to 1, by the batch
// size in force; false where none ended: calls that ask for the quota, or that fail, hold none.
func (p Pace) Fill(ended, calls int64) (float64, bool) {
	if calls <= 0 || ended <= 0 || p.BatchSize <= 0 {
		return 0, false
	}
	// Calls and their outcomes are not counted at the same moment.
	return min(1, float64(ended)/float64(calls*int64(p.BatchSize))), true
}

func progressOf(from, to mark, s Account) *Progress {
	p := &Progress{Rate: float64(to.ended-from.ended) / to.at.Sub(from.at).Seconds()}
	if fill, ok := s.Pace.Fill(to.ended-from.ended, to.calls-from.calls); ok {
		p.Fill = &fill
	}
	left := s.Active
	for _, q := range s.Queues {
		left += q.Pending
	}
	if p.Rate > 0 && left > 0 && s.Gate.State == Open {
		eta := float64(left) / p.Rate
		p.ETA = &eta
	}
	return p
}
