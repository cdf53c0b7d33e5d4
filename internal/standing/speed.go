package standing

import (
	"time"

	"github.com/trackreg/trackreg/internal/meter"
)

// Speed is how fast an account lately was, and how long what waits takes at that.
type Speed struct {
	meter.Speed
	ETA *float64 `json:"eta_s"` // seconds until what waits now is done; null: nobody can say
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
type Meters struct{ byName map[string]*meter.Meter }

// Note takes in how an account stands and returns how fast it lately was; nil: the first reading
// of an account tells nothing, where no worker took one before.
func (m *Meters) Note(a Account) *Speed {
	if m.byName == nil {
		m.byName = map[string]*meter.Meter{}
	}
	of := m.byName[a.Name]
	if of == nil {
		of = &meter.Meter{}
		m.byName[a.Name] = of
		for _, before := range a.lately {
			of.Note(before)
		}
	}
	of.Note(a.reading())
	speed, known := of.Speed(a.Pace.BatchSize)
	if !known {
		return nil
	}
	return &Speed{Speed: speed, ETA: a.eta(speed.Rate)}
}

// reading is what the account's counters show.
func (a Account) reading() meter.Reading {
	return meter.Reading{At: a.At, Ended: a.Totals.ByCall(), Calls: a.Pace.Calls, Throttles: a.Pace.Throttles}
}

// eta is how many seconds what could go at once takes at a rate, the one that is said beside it,
// so that the three figures agree; nil: nothing goes, or the gate is closed.
func (a Account) eta(rate float64) *float64 {
	waiting := a.Waiting().Now()
	if waiting > 0 && a.Gate.State != Open {
		return nil
	}
	left, known := meter.Left(waiting, rate)
	if !known {
		return nil
	}
	eta := left.Seconds()
	return &eta
}
