package web

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/redisconn"
	"github.com/trackreg/trackreg/internal/redistrouble"
)

const (
	// fullAt is the share of Redis's maxmemory from which on nothing is taken
	// in: what is left is for the work on what is there.
	fullAt = 0.8
	// roomEvery is how long an answer of Redis's about its memory holds.
	roomEvery = time.Second
	// roomTimeout bounds the wait for it.
	roomTimeout = 2 * time.Second
)

// room knows whether Redis has room for more numbers. It asks once a second at most.
type room struct {
	rdb redis.UniversalClient

	mu    sync.Mutex
	asked time.Time
	why   error
}

// fullError says that Redis is too full to take numbers in.
type fullError struct{ share float64 }

func (e *fullError) Error() string {
	return fmt.Sprintf("Redis uses %.0f %% of its maxmemory", 100*e.share)
}

// check returns why nothing can be taken in now: a *fullError, or Redis's own error.
func (r *room) check() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.asked.IsZero() && time.Since(r.asked) < roomEvery {
		return r.why
	}
	// Not the request's context: the answer is for the others, too.
	ctx, cancel := context.WithTimeout(context.Background(), roomTimeout)
	defer cancel()
	r.why = r.ask(ctx)
	r.asked = time.Now()
	return r.why
}

func (r *room) ask(ctx context.Context) error {
	memory, err := redisconn.ReadMemory(ctx, r.rdb)
	if refusedToTell(err) {
		return nil // then Redis itself refuses what it has no room for
	}
	if err != nil {
		return err
	}
	if share := memory.Share(); share > fullAt {
		return &fullError{share}
	}
	return nil
}

// refusedToTell says whether Redis is well, but may not be asked, or as the
// embedded server has nothing to say.
func refusedToTell(err error) bool {
	trouble, ok := redistrouble.Diagnose(err)
	var answered redis.Error
	return ok && trouble.Kind == redistrouble.NoPermission || !ok && errors.As(err, &answered)
}
