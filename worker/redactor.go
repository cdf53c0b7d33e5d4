package worker

import (
	"context"
	"errors"
	"time"

	"github.com/rs/zerolog"

	"github.com/trackreg/trackreg/internal/gate"
)

// redactor takes what names a person out of what an account keeps, after personal_data_keep. One
// process per account does it at a time.
type redactor struct {
	gate     *gate.Gate
	failures redacting
	refused  redacting
	keep     time.Duration // 0: for ever
	me       string
	redis    *redisWatch
	now      func() time.Time
	log      zerolog.Logger
}

// redacting takes what names a person out of what is older than before, and returns of how many.
type redacting func(ctx context.Context, before time.Time) (int, error)

// Run redacts until ctx ends.
func (r *redactor) Run(ctx context.Context) error {
	if r.keep <= 0 {
		return nil
	}
	return atOnceAndEvery(ctx, forgetInterval, r.redis, r.step)
}

func (r *redactor) step(ctx context.Context) error {
	return role{"redactor", r.me, forgetInterval / 2}.step(ctx, r.gate, r.redact)
}

func (r *redactor) redact(ctx context.Context) error {
	before := r.now().Add(-r.keep)
	failures, err := r.failures(ctx, before)
	refused, refusedErr := r.refused(ctx, before)
	if failures+refused > 0 {
		r.log.Info().Int("failures", failures).Int("refused", refused).Dur("kept_for", r.keep).Msg("personal data removed")
	}
	return errors.Join(err, refusedErr)
}
