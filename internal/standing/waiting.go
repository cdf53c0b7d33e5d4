package standing

import (
	"context"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/traffic"
	"github.com/trackreg/trackreg/queue"
)

// Waiting is what an account has before it.
type Waiting struct {
	Live, Bulk       int64    // that could go at once, were there calls for them: in the queue, or with a worker
	InFlight         int64    // in a call
	Retry, Scheduled int64    // that wait for a time of their own
	Paused           []string // queues of which workers take nothing
}

// Now is how many could go at once, with those in flight.
func (w Waiting) Now() int64 { return w.Live + w.Bulk + w.InFlight }

// Later is how many wait for a time of their own.
func (w Waiting) Later() int64 { return w.Retry + w.Scheduled }

// Waiting returns what the account has before it.
func (a Account) Waiting() Waiting {
	var w Waiting
	for _, q := range a.Queues {
		in := a.inCalls(q)
		w.InFlight += in
		switch q.Name {
		case queue.LiveQueue(a.Name):
			w.Live = q.Pending + q.Active - in
		case queue.BulkQueue(a.Name):
			w.Bulk = q.Pending + q.Active - in
		}
		w.Retry += q.Retry
		w.Scheduled += q.Scheduled
		if q.Paused {
			w.Paused = append(w.Paused, q.Name)
		}
	}
	return w
}

// inCalls is how many of a queue's numbers are in a call. What processes say of their calls is some
// moments old: no more can be in them than workers have.
func (a Account) inCalls(q Queue) int64 {
	switch q.Name {
	case queue.LiveQueue(a.Name):
		return min(a.Calls.Live, q.Active)
	case queue.BulkQueue(a.Name):
		return min(a.Calls.Bulk, q.Active)
	}
	return 0
}

// readTraffic tells what waits from what is in a call. A process that says nothing of its calls, as one
// of an older version, or one that was killed, has all in hand waiting.
func (a *Account) readTraffic(ctx context.Context, rdb redis.UniversalClient) error {
	now, err := traffic.NewRecord(rdb, a.Name).Read(ctx, a.reading())
	if err != nil {
		return err
	}
	a.lately, a.Calls = now.Readings, now.InCalls
	w := a.Waiting()
	a.InCalls, a.WaitingLive, a.WaitingBulk = w.InFlight, w.Live, w.Bulk
	return nil
}
