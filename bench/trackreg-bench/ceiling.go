package main

import (
	"context"

	"github.com/trackreg/trackreg/bench/internal/rig"
	"github.com/trackreg/trackreg/track17"
)

const (
	// callsPerSecond is what 17TRACK lets a key make, and the sandbox's default.
	callsPerSecond = 3
	// vendorCeiling is the most numbers a second of one account.
	vendorCeiling = callsPerSecond * track17.MaxItems
	// settledAfter is the calls after which the pace is taken to have settled.
	settledAfter = 30
)

// The sandbox of the ceiling's scenarios: the strictest reading of the rate, and
// a vendor that works 200 ms on a call.
var ceilingSandbox = []string{"--reading", "sliding", "--service", "200ms"}

// ceiling measures how near so many processes of one account come to the ceiling.
func ceiling(processes int) func(context.Context, *suite) ([]figure, error) {
	return func(ctx context.Context, s *suite) ([]figure, error) {
		load, err := s.backlog(ctx, processes, s.size(4000, 1200), ceilingSandbox...)
		if err != nil {
			return nil, err
		}
		if processes == 1 {
			s.ceilingRate = load.rate
		}
		return []figure{
			noted("rate", perSecond, load.rate),
			atLeast("share of ceiling", percent, load.rate/vendorCeiling, 0.99),
			atLeast("fill", percent, load.fill, 0.99),
			atMost("429", count, float64(load.refused), 0),
		}, nil
	}
}

// jitter measures the same when calls take a while to arrive, so that the
// sandbox sees them at other distances than they were sent.
func jitter(processes int) func(context.Context, *suite) ([]figure, error) {
	return func(ctx context.Context, s *suite) ([]figure, error) {
		args := append([]string{"--jitter", "0s..50ms"}, ceilingSandbox...)
		load, err := s.backlog(ctx, processes, s.size(10_000, 2400), args...)
		if err != nil {
			return nil, err
		}
		return []figure{
			noted("rate", perSecond, load.rate),
			atLeast("share of ceiling", percent, load.rate/vendorCeiling, 0.955),
			atMost("refused once settled", percent, load.settled, 0.005),
			noted("429", count, float64(load.refused)),
		}, nil
	}
}

// load is what came of a backlog.
type load struct {
	rate    float64 // numbers a second
	fill    float64 // of the calls, from 0 to 1
	settled float64 // share of the calls refused once the pace has settled
	refused int64   // calls
}

// backlog has so many processes work off numbers that wait before they start.
func (s *suite) backlog(ctx context.Context, processes, numbers int, sandboxArgs ...string) (load, error) {
	r, err := s.start(ctx, sandboxArgs...)
	if err != nil {
		return load{}, err
	}
	defer r.Close()
	if err := r.Enqueue(ctx, "main", 1, numbers); err != nil {
		return load{}, err
	}
	if err := r.StartWorkers(ctx, processes, r.Settings()); err != nil {
		return load{}, err
	}
	if err := r.AwaitAccepted(ctx, numbers, patience(numbers, vendorCeiling)); err != nil {
		return load{}, err
	}
	return readLoad(ctx, r)
}

// readLoad reads the ledger of the account main.
func readLoad(ctx context.Context, r *rig.Rig) (load, error) {
	calls, err := r.Sandbox.Calls(ctx, rig.Key)
	if err != nil {
		return load{}, err
	}
	sums, err := r.Sandbox.Summary(ctx, rig.Key)
	if err != nil {
		return load{}, err
	}
	return load{
		rate:    rig.SteadyRate(calls),
		fill:    rig.Fill(calls, track17.MaxItems),
		settled: rig.RefusedShare(calls, settledAfter),
		refused: sums.Throttled,
	}, nil
}
