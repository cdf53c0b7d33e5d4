package worker

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/trackreg/trackreg/batching"
	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/meter"
	"github.com/trackreg/trackreg/internal/traffic"
	"github.com/trackreg/trackreg/queue"
)

const (
	// flightInterval is how often it is looked whether there is something to say: a call of the
	// vendor's takes a fraction of a second.
	flightInterval = 500 * time.Millisecond
	// flightRenewal is how often the same is said again, before it is believed no more.
	flightRenewal = 2 * time.Second
	// flightRest is how long after its last call a process takes readings, so that the last of them
	// is one in which nothing goes any more.
	flightRest = 20 * time.Second
)

// flights counts what a process has in its calls for an account.
type flights struct {
	live, bulk atomic.Int64
	begun      atomic.Int64 // calls
}

// begin counts a call's numbers until the function that it returns is called.
func (f *flights) begin(items []batching.Item[*number]) (end func()) {
	var live int64
	for _, item := range items {
		if item.Value.rank == liveRank {
			live++
		}
	}
	bulk := int64(len(items)) - live
	f.begun.Add(1)
	f.live.Add(live)
	f.bulk.Add(bulk)
	return func() {
		f.live.Add(-live)
		f.bulk.Add(-bulk)
	}
}

// flightTeller says in Redis what the process has in calls, and takes the readings that say how fast
// the account is, for whoever looks but once.
type flightTeller struct {
	flights *flights
	record  *traffic.Record
	gate    *gate.Gate
	totals  func(context.Context) (queue.Totals, error)
	me      string
	redis   *redisWatch
	now     func() time.Time

	told     traffic.InCalls
	toldAt   time.Time
	begun    int64     // calls, when last looked
	calledAt time.Time // when there last was a call
	readAt   time.Time
}

// Run tells until ctx ends. What was told then ends by itself.
func (t *flightTeller) Run(ctx context.Context) error {
	return every(ctx, flightInterval, t.redis, t.step)
}

// step says what has changed; of an account without calls it says nothing.
func (t *flightTeller) step(ctx context.Context) error {
	now := t.now()
	has := traffic.InCalls{Live: t.flights.live.Load(), Bulk: t.flights.bulk.Load()}
	if begun := t.flights.begun.Load(); begun != t.begun || has.All() > 0 {
		t.begun, t.calledAt = begun, now
	}
	if err := t.tell(ctx, has, now); err != nil {
		return err
	}
	if t.calledAt.IsZero() || now.Sub(t.calledAt) > flightRest || now.Sub(t.readAt) < traffic.Apart {
		return nil
	}
	t.readAt = now
	return t.read(ctx)
}

func (t *flightTeller) tell(ctx context.Context, has traffic.InCalls, now time.Time) error {
	if has == t.told && (has.All() == 0 || now.Sub(t.toldAt) < flightRenewal) {
		return nil
	}
	err := t.record.Put(ctx, t.me, has)
	if err == nil {
		t.told, t.toldAt = has, now
	}
	return err
}

// read takes a reading.
func (t *flightTeller) read(ctx context.Context) error {
	state, err := t.gate.Read(ctx)
	if err != nil {
		return err
	}
	totals, err := t.totals(ctx)
	if err != nil {
		return err
	}
	return t.record.Note(ctx, meter.Reading{At: state.Now, Ended: totals.ByCall(), Calls: state.Calls, Throttles: state.Throttles})
}
