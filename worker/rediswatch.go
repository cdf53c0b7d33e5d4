package worker

import (
	"context"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"github.com/trackreg/trackreg/redisconn"
)

// redisWatch says once that Redis is in trouble and once that it is well
// again, however many of an account's parts notice.
type redisWatch struct {
	log zerolog.Logger

	mu      sync.Mutex
	trouble string
	since   time.Time
}

// saw takes note of how a use of Redis ended.
func (w *redisWatch) saw(err error) {
	trouble, ok := redisconn.Diagnose(err)
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case err == nil && w.trouble != "":
		w.log.Info().Dur("after", time.Since(w.since)).Msg("redis is well again")
		w.trouble = ""
	case ok && w.trouble != string(trouble.Kind):
		if w.trouble == "" {
			w.since = time.Now()
		}
		w.trouble = string(trouble.Kind)
		w.log.Warn().Err(err).Str("trouble", w.trouble).Msg("redis in trouble: " + trouble.Advice + "; waiting, nothing is lost")
	}
}

const (
	firstRepeat = 50 * time.Millisecond
	lastRepeat  = 2 * time.Second
)

// untilDone repeats do until Redis has taken it, or ctx ends, whose error it
// then returns. It is for what must not be lost between a vendor's answer and
// its record.
func untilDone[T any](ctx context.Context, watch *redisWatch, do func(context.Context) (T, error)) (T, error) {
	wait := firstRepeat
	for {
		v, err := do(ctx)
		watch.saw(err)
		if err == nil {
			return v, nil
		}
		select {
		case <-ctx.Done():
			return v, ctx.Err()
		case <-time.After(wait):
			wait = min(2*wait, lastRepeat)
		}
	}
}
