package worker

import (
	"context"
	"time"

	"github.com/trackreg/trackreg/gate"
	"github.com/trackreg/trackreg/queue"
)

// trimInterval is how often the outcome stream is trimmed: at the vendor's
// ceiling it grows by 600 entries in between.
const trimInterval = 5 * time.Second

// trimmer keeps an account's outcome stream within its bounds. One process per
// account does it at a time.
type trimmer struct {
	gate   *gate.Gate
	stream *queue.Trimmer
	me     string
	redis  *redisWatch
}

// Run trims until ctx ends.
func (t *trimmer) Run(ctx context.Context) error {
	tick := time.NewTicker(trimInterval)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			t.redis.saw(t.step(ctx))
		}
	}
}

func (t *trimmer) step(ctx context.Context) error {
	lead, err := t.gate.Lead(ctx, "trimmer", t.me, 3*trimInterval)
	if err != nil || !lead {
		return err
	}
	_, err = t.stream.Trim(ctx)
	return err
}
