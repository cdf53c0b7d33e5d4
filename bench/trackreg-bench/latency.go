package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/trackreg/trackreg/bench/internal/rig"
	"github.com/trackreg/trackreg/internal/retry"
	"github.com/trackreg/trackreg/queue"
)

// arriveWithin bounds the wait for one number's call.
const arriveWithin = 30 * time.Second

// latency measures the way of a number into an idle worker: from before it is
// enqueued until its call has reached the vendor.
func latency(ctx context.Context, s *suite) ([]figure, error) {
	r, err := s.start(ctx, ceilingSandbox...)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if err := r.StartWorkers(ctx, 1, r.Settings()); err != nil {
		return nil, err
	}
	const warmUp = 3 // opens the connections
	ways, err := oneByOne(ctx, r, 1, warmUp+s.size(60, 15))
	if err != nil {
		return nil, err
	}
	ways = ways[warmUp:]
	return []figure{
		atMost("enqueue to call, p50", millis, inMillis(rig.Percentile(ways, 50)), 150),
		atMost("enqueue to call, p99", millis, inMillis(rig.Percentile(ways, 99)), 300),
	}, nil
}

// liveBehindBulk measures the same for live numbers while a bulk backlog keeps
// every slot busy.
func liveBehindBulk(ctx context.Context, s *suite) ([]figure, error) {
	r, err := s.start(ctx, ceilingSandbox...)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if err := r.Enqueue(ctx, "main", 1, 20_000); err != nil {
		return nil, err
	}
	if err := r.StartWorkers(ctx, 4, r.Settings()); err != nil {
		return nil, err
	}
	if err := r.AwaitAccepted(ctx, 600, patience(600, vendorCeiling)); err != nil {
		return nil, err
	}
	ways, err := oneByOne(ctx, r, 2, 10)
	if err != nil {
		return nil, err
	}
	return []figure{
		atMost("enqueue to call, median", millis, inMillis(rig.Percentile(ways, 50)), 350),
		atMost("enqueue to call, worst", millis, inMillis(rig.Percentile(ways, 100)), 1000),
	}, nil
}

// oneByOne enqueues the first n numbers of a series as live ones, each some time
// after the call of the one before, and returns how long they took to their calls.
// The pauses are of any length, so that they fall in with nobody's polling, and
// long enough for the next slot to be free.
func oneByOne(ctx context.Context, r *rig.Rig, series, n int) ([]time.Duration, error) {
	producer := queue.NewProducer(r.Redis.Client)
	var ways []time.Duration
	for i := range n {
		if err := retry.Wait(ctx, 500*time.Millisecond+rand.N(500*time.Millisecond)); err != nil {
			return nil, err
		}
		way, err := oneWay(ctx, r, producer, rig.Number(series, i))
		if err != nil {
			return nil, err
		}
		ways = append(ways, way)
	}
	return ways, nil
}

// oneWay enqueues one live number and returns how long it took to its call.
func oneWay(ctx context.Context, r *rig.Rig, producer *queue.Producer, number string) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, arriveWithin)
	defer cancel()
	entry := rig.Entry(number)
	begin := time.Now()
	if _, err := producer.Enqueue(ctx, entry); err != nil {
		return 0, fmt.Errorf("enqueue: %w", err)
	}
	at, err := r.Sandbox.Arrival(ctx, number)
	return at.Sub(begin), err
}
