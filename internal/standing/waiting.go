package standing

import "github.com/trackreg/trackreg/queue"

// Waiting is what an account has before it.
type Waiting struct {
	Live, Bulk       int64    // that could go at once, were there calls for them
	InFlight         int64    // with a worker
	Retry, Scheduled int64    // that wait for a time of their own
	Paused           []string // queues of which workers take nothing
}

// Now is how many could go at once, with those in flight.
func (w Waiting) Now() int64 { return w.Live + w.Bulk + w.InFlight }

// Later is how many wait for a time of their own.
func (w Waiting) Later() int64 { return w.Retry + w.Scheduled }

// Waiting returns what the account has before it.
func (a Account) Waiting() Waiting {
	w := Waiting{InFlight: a.Active}
	for _, q := range a.Queues {
		w.Retry += q.Retry
		w.Scheduled += q.Scheduled
		switch q.Name {
		case queue.LiveQueue(a.Name):
			w.Live = q.Pending
		case queue.BulkQueue(a.Name):
			w.Bulk = q.Pending
		}
		if q.Paused {
			w.Paused = append(w.Paused, q.Name)
		}
	}
	return w
}
