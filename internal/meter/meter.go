// Package meter is how fast anything goes: from readings of counters that only grow, for accounts,
// runs of imports and runs of register alike.
package meter

import "time"

// The times over which "lately" is measured.
const (
	// lately is long enough that a call more or less at its edge does not show as a jump.
	lately   = 15 * time.Second
	ofMinute = time.Minute
	// kept is how long readings are kept.
	kept = 10 * time.Minute
	// apart is the least time between two readings that are kept.
	apart = time.Second / 2
	// least is the time under which a rate is chance.
	least = time.Second
	// still is the rate under which people read 0, as rates are written to a tenth.
	still = 0.05
)

// Reading is what counters that only grow showed at one moment.
type Reading struct {
	At        time.Time
	Ended     int64 // numbers that came to their end by a call
	Calls     int64
	Throttles int64 // calls that were answered 429
}

// Meter tells, from one reading after the other, how fast it goes. It is for one goroutine at a
// time; the zero value is ready.
type Meter struct {
	readings []Reading // the oldest first
}

// Note takes a reading in. Where a counter or the clock went back, it is of another Redis, and
// the meter begins anew.
func (m *Meter) Note(r Reading) {
	n := len(m.readings)
	if n > 0 && (r.Ended < m.readings[n-1].Ended || r.At.Before(m.readings[n-1].At)) {
		m.readings, n = nil, 0
	}
	if n > 1 && m.readings[n-1].At.Sub(m.readings[n-2].At) < apart {
		m.readings = m.readings[:n-1]
	}
	m.readings = append(m.readings, r)
	for len(m.readings) > 1 && r.At.Sub(m.readings[1].At) >= kept {
		m.readings = m.readings[1:]
	}
}

// Speed is how fast it lately went.
type Speed struct {
	Rate      float64  `json:"numbers_per_s"`             // numbers that came to their end by a call, mean of the last 15 s
	Minute    float64  `json:"numbers_per_s_of_a_minute"` // the same of the last minute
	Fill      *float64 `json:"fill"`                      // how full the calls of the last 15 s were, 0 to 1; null: no number ended
	Throttles int64    `json:"throttles"`                 // calls that were answered 429, within Over
	Over      float64  `json:"throttles_over_seconds"`    // ten minutes, or since the first reading
}

// Speed returns how fast it went at the newest reading. most is how many numbers a call holds; 0: not known. False: the readings are of less
// than a second, which tells nothing.
func (m *Meter) Speed(most int) (Speed, bool) {
	if len(m.readings) == 0 {
		return Speed{}, false
	}
	now, oldest := m.readings[len(m.readings)-1], m.readings[0]
	if now.At.Sub(oldest.At) < least {
		return Speed{}, false
	}
	from := m.before(lately)
	return Speed{
		Rate: now.rate(from), Minute: now.rate(m.before(ofMinute)), Fill: fill(now.Ended-from.Ended, now.Calls-from.Calls, most),
		Throttles: max(0, now.Throttles-oldest.Throttles), Over: now.At.Sub(oldest.At).Seconds(),
	}, true
}

// before returns the newest reading that is at least so much older than the newest of all, else
// the oldest there is.
func (m *Meter) before(age time.Duration) Reading {
	now := m.readings[len(m.readings)-1].At
	for i := len(m.readings) - 1; i > 0; i-- {
		if now.Sub(m.readings[i].At) >= age {
			return m.readings[i]
		}
	}
	return m.readings[0]
}

// rate is the mean since an earlier reading.
func (r Reading) rate(from Reading) float64 {
	return float64(r.Ended-from.Ended) / r.At.Sub(from.At).Seconds()
}

// fill is how full calls were in which so many numbers came to their end; nil where none did:
// calls that ask for the quota, or that fail, hold none.
func fill(ended, calls int64, most int) *float64 {
	if calls <= 0 || ended <= 0 || most <= 0 {
		return nil
	}
	// Calls and their outcomes are not counted at the same moment.
	full := min(1, float64(ended)/float64(calls*int64(most)))
	return &full
}

// Left is how long so many numbers take at a rate; false: nothing goes, or so little that beside a
// time that it would take people would read a speed of 0.
func Left(numbers int64, rate float64) (time.Duration, bool) {
	switch {
	case numbers <= 0:
		return 0, true
	case rate < still:
		return 0, false
	}
	return time.Duration(float64(numbers) / rate * float64(time.Second)), true
}
