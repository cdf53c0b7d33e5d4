package worker

import (
	"context"
	"time"

	"github.com/rs/zerolog"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/queue"
)

// forgetInterval is how often failures that have been kept long enough are
// looked for: the whole record is read for it.
const forgetInterval = time.Hour

// forgetter drops an account's failures after failures_keep. One process per
// account does it at a time.
type forgetter struct {
	gate     *gate.Gate
	failures *queue.Failures
	keep     time.Duration // 0: for ever
	me       string
	redis    *redisWatch
	now      func() time.Time
	log      zerolog.Logger
}

// Run forgets until ctx ends.
func (f *forgetter) Run(ctx context.Context) error {
	if f.keep <= 0 {
		return nil
	}
	return atOnceAndEvery(ctx, forgetInterval, f.redis, f.step)
}

func (f *forgetter) step(ctx context.Context) error {
	return role{"forgetter", f.me, forgetInterval / 2}.step(ctx, f.gate, f.forget)
}

// forget drops what has been kept for long enough.
func (f *forgetter) forget(ctx context.Context) error {
	dropped, err := f.failures.Drop(ctx, queue.Filter{Before: f.now().Add(-f.keep)})
	if dropped > 0 {
		f.log.Info().Int("failures", dropped).Dur("kept_for", f.keep).Msg("old failures forgotten")
	}
	return err
}
