package importer

import (
	"context"
	"time"

	"github.com/trackreg/trackreg/internal/importer/trouble"
)

const (
	// leaseFor is how long after its last word the worker of a run is taken to be dead.
	leaseFor = 30 * time.Second
	// releaseWithin bounds the last word of a run that leaves this process.
	releaseWithin = 2 * time.Second
	// keepInterval is how often the lease is renewed, and with that a cancellation noticed.
	keepInterval = time.Second
	// beatInterval is how often the run says that its outcomes are to be kept.
	beatInterval = 10 * time.Minute
)

// take takes the import's lease.
func (r *run) take(ctx context.Context) error {
	held := false
	err := r.retry.Until(ctx, func(ctx context.Context) (err error) {
		held, err = r.ledger.Take(ctx, r.who, leaseFor)
		return err
	})
	if err == nil && !held {
		err = &trouble.Later{Delay: busyDelay, Text: "another run of the import is at work"}
	}
	return err
}

// release gives the lease up, so that another process need not wait for its end.
func (r *run) release(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), releaseWithin)
	defer cancel()
	_ = r.ledger.Release(ctx, r.who) // it ends by itself as well
}

// keep renews the lease until ctx ends. An error says that it is lost.
func (r *run) keep(ctx context.Context) error {
	tick := time.NewTicker(keepInterval)
	defer tick.Stop()
	beaten := time.Now() // by beginFollowing
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if err := r.retry.Until(ctx, r.renew); err != nil {
			return ignoreEnd(ctx, err)
		}
		if time.Since(beaten) < beatInterval {
			continue
		}
		beaten = time.Now()
		if err := r.retry.Until(ctx, r.follower.Beat); err != nil {
			return ignoreEnd(ctx, err)
		}
	}
}

func (r *run) renew(ctx context.Context) error {
	cancel, err := r.ledger.Renew(ctx, leaseFor, r.progress.Pulse())
	if cancel {
		r.progress.Cancel()
	}
	return err
}

// ignoreEnd forgives an error that comes of the context's end.
func ignoreEnd(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}
