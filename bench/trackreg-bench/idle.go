package main

import (
	"context"
	"errors"
	"time"

	"github.com/trackreg/trackreg/bench/internal/rig"
	"github.com/trackreg/trackreg/internal/retry"
)

// usage is the processor time that a rig's programs have used.
type usage struct{ redis, worker time.Duration }

func usageOf(r *rig.Rig, worker *rig.Process) (usage, error) {
	ofRedis, err := r.Redis.CPU()
	ofWorker, err2 := worker.CPU()
	return usage{ofRedis, ofWorker}, errors.Join(err, err2)
}

// idle measures what 40 accounts take of a processor core while nothing is to be done.
func idle(ctx context.Context, s *suite) ([]figure, error) {
	r, err := s.start(ctx, ceilingSandbox...)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	worker, err := r.StartWorker(ctx, manyAccounts(r, 40))
	if err != nil {
		return nil, err
	}
	if err := rest(ctx, r, 5*time.Second); err != nil { // its start is over
		return nil, err
	}
	work := time.Duration(s.size(60, 20)) * time.Second
	before, err := usageOf(r, worker)
	if err := errors.Join(err, rest(ctx, r, work)); err != nil {
		return nil, err
	}
	after, err := usageOf(r, worker)
	return []figure{
		noted("Redis's share of a core", percent, float64(after.redis-before.redis)/float64(work)),
		noted("worker's share of a core", percent, float64(after.worker-before.worker)/float64(work)),
	}, err
}

// rest waits for that long, and returns an error if a worker has ended.
func rest(ctx context.Context, r *rig.Rig, d time.Duration) error {
	if err := retry.Wait(ctx, d); err != nil {
		return err
	}
	return r.WorkersRun()
}
