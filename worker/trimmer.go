package worker

import (
	"context"
	"time"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/outlet"
)

// trimInterval is how often the outcome stream is trimmed: at the vendor's
// ceiling it grows by 600 entries in between.
const trimInterval = 5 * time.Second

// trimmer keeps an account's outcome stream within its bounds. One process per
// account does it at a time.
type trimmer struct {
	gate   *gate.Gate
	stream *outlet.Trimmer
	me     string
	redis  *redisWatch
}

// Run trims until ctx ends.
func (t *trimmer) Run(ctx context.Context) error {
	return every(ctx, trimInterval, t.redis, t.step)
}

func (t *trimmer) step(ctx context.Context) error {
	return role{"trimmer", t.me, 3 * trimInterval}.step(ctx, t.gate, func(ctx context.Context) error {
		_, err := t.stream.Trim(ctx)
		return err
	})
}
