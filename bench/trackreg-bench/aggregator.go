package main

import (
	"context"
	"strconv"

	"github.com/trackreg/trackreg/bench/internal/rig"
)

// aggregator measures ceiling-1's load through asynq's own way to make batches.
func aggregator(ctx context.Context, s *suite) ([]figure, error) {
	binary, err := rig.Build(ctx, s.dir, "./bench/aggregator")
	if err != nil {
		return nil, err
	}
	r, err := s.start(ctx, ceilingSandbox...)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	numbers := s.size(4000, 1200)
	if _, err := r.StartOther(ctx, binary,
		"-redis", r.Redis.URL, "-base-url", r.Sandbox.BaseURL(), "-numbers", strconv.Itoa(numbers)); err != nil {
		return nil, err
	}
	const slowest = 15 // numbers a second: far below what was ever seen
	if err := r.AwaitAccepted(ctx, numbers, patience(numbers, slowest)); err != nil {
		return nil, err
	}
	load, err := readLoad(ctx, r)
	if err != nil {
		return nil, err
	}
	figures := []figure{noted("rate", perSecond, load.rate), noted("fill", percent, load.fill)}
	if s.ceilingRate > 0 {
		figures = append(figures, noted("ceiling-1 is faster", times, s.ceilingRate/load.rate))
	}
	return figures, nil
}
