package main

import (
	"context"
	"time"
)

// memory measures what a worker holds while a large backlog waits in Redis.
func memory(ctx context.Context, s *suite) ([]figure, error) {
	r, err := s.start(ctx, ceilingSandbox...)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if err := r.Enqueue(ctx, "main", 1, 100_000); err != nil {
		return nil, err
	}
	worker, err := r.StartWorker(ctx, r.Settings())
	if err != nil {
		return nil, err
	}
	work := time.Duration(s.size(30, 10)) * time.Second
	if err := r.AwaitAccepted(ctx, int(0.8*vendorCeiling*work.Seconds()), 3*work); err != nil {
		return nil, err
	}
	peak, err := worker.PeakMemory()
	if err != nil {
		return nil, err
	}
	return []figure{atMost("most resident memory", mebibytes, float64(peak), 64<<20)}, nil
}
