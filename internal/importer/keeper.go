package importer

import (
	"context"
	"time"

	"github.com/trackreg/trackreg/internal/streams"
)

const (
	// keepInterval is how often the lease is renewed, and with that a cancellation noticed.
	keepInterval = time.Second
	// beatInterval is how often the run says that its outcomes are to be kept.
	beatInterval = 10 * time.Minute
)

// keep renews the lease until ctx ends. An error says that it is lost.
func (r *run) keep(ctx context.Context) error {
	tick := time.NewTicker(keepInterval)
	defer tick.Stop()
	beaten := time.Now() // by follower.begin
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if err := r.redis.insist(ctx, r.renew); err != nil {
			return ignoreEnd(ctx, err)
		}
		if time.Since(beaten) < beatInterval {
			continue
		}
		beaten = time.Now()
		if err := r.redis.insist(ctx, r.beat); err != nil {
			return ignoreEnd(ctx, err)
		}
	}
}

func (r *run) renew(ctx context.Context) error {
	cancel, err := r.ledger.Renew(ctx, leaseFor, r.progress.pulse())
	if cancel {
		r.cancel()
	}
	return err
}

func (r *run) beat(ctx context.Context) error {
	return streams.BeatImport(ctx, r.o.Redis, r.of.Account, r.of.Name)
}

// ignoreEnd forgives an error that comes of the context's end.
func ignoreEnd(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}
