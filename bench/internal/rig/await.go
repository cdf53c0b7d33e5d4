package rig

import (
	"context"
	"fmt"
	"time"
)

// AwaitAccepted blocks until the sandbox has accepted n numbers over all
// accounts. It gives up when ctx ends, the time is over or a worker ends.
func (r *Rig) AwaitAccepted(ctx context.Context, n int, within time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for accepted := 0; ; {
		got, err := r.accepted(ctx)
		switch {
		case err == nil && got >= n:
			return nil
		case err == nil:
			accepted = got
		}
		if err := r.WorkersRun(); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%d of %d numbers were accepted: %w", accepted, n, ctx.Err())
		case <-tick.C:
		}
	}
}

func (r *Rig) accepted(ctx context.Context) (int, error) {
	accounts, err := r.Sandbox.Summaries(ctx)
	var sum int64
	for _, a := range accounts {
		sum += a.Accepted
	}
	return int(sum), err
}
