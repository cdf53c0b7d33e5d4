package standing

import "time"

// Speed is how fast an account lately was, and how long what waits takes at that.
type Speed struct {
	Rate      float64  `json:"numbers_per_s"`             // numbers that came to their end by a call, mean of the last 15 s
	Minute    float64  `json:"numbers_per_s_of_a_minute"` // the same of the last minute
	Fill      *float64 `json:"fill"`                      // how full the calls of the last 15 s were, 0 to 1; null: no number ended
	ETA       *float64 `json:"eta_s"`                     // seconds until what waits now is done; null: nobody can say
	Throttles int64    `json:"throttles"`                 // calls that were answered 429, within Over
	Over      float64  `json:"throttles_over_seconds"`    // ten minutes, or since the first reading
}

// Left is the ETA as a duration; false: nobody can say.
func (s Speed) Left() (time.Duration, bool) { return durationOf(s.ETA) }

// durationOf reads seconds that JSON has; false: they are null.
func durationOf(seconds *float64) (time.Duration, bool) {
	if seconds == nil {
		return 0, false
	}
	return time.Duration(*seconds * float64(time.Second)), true
}

// Meters tell how fast accounts are. They are for one goroutine at a time; the zero value is
// ready.
type Meters struct{ byName map[string]*Meter }

// Note takes in how an account stands and returns how fast it lately was; nil: the first reading
// of an account tells nothing.
func (m *Meters) Note(a Account) *Speed {
	if m.byName == nil {
		m.byName = map[string]*Meter{}
	}
	meter := m.byName[a.Name]
	if meter == nil {
		meter = &Meter{}
		m.byName[a.Name] = meter
	}
	meter.Note(Reading{At: a.At, Ended: a.Totals.ByCall(), Calls: a.Pace.Calls, Throttles: a.Pace.Throttles})
	speed, known := meter.Speed(a.Pace.BatchSize)
	if !known {
		return nil
	}
	speed.ETA = a.eta(speed.Rate)
	return &speed
}

// eta is how many seconds what could go at once takes at a rate, the one that is said beside it,
// so that the three figures agree; nil: nothing goes, or the gate is closed.
func (a Account) eta(rate float64) *float64 {
	waiting := a.Waiting().Now()
	if waiting > 0 && a.Gate.State != Open {
		return nil
	}
	left, known := Left(waiting, rate)
	if !known {
		return nil
	}
	eta := left.Seconds()
	return &eta
}

// Left is how long so many numbers take at a rate; false: nothing goes.
func Left(numbers int64, rate float64) (time.Duration, bool) {
	switch {
	case numbers <= 0:
		return 0, true
	case rate <= 0:
		return 0, false
	}
	return time.Duration(float64(numbers) / rate * float64(time.Second)), true
}
