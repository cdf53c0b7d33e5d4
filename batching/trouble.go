package batching

import (
	"context"
	"sync"
	"time"
)

// trouble is the backing off from something that fails. It may be used by several goroutines.
type trouble struct {
	backoff Backoff
	rand    func() float64

	mu    sync.Mutex
	fails int
	until time.Time
}

func newTrouble(cfg Config) *trouble {
	return &trouble{backoff: cfg.Trouble, rand: cfg.Rand}
}

// note takes in how an attempt ended.
func (t *trouble) note(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err == nil {
		t.fails, t.until = 0, time.Time{}
		return
	}
	t.fails++
	t.until = time.Now().Add(jittered(t.backoff.after(t.fails), t.rand))
}

// outlast blocks until it is time for another attempt, or ctx ends.
func (t *trouble) outlast(ctx context.Context) {
	t.mu.Lock()
	wait := time.Until(t.until)
	t.mu.Unlock()
	if wait <= 0 {
		return
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
