package redisconn

import (
	"context"
	"net"
	"sync"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
)

// agingInterval is how often TTLs are looked at. miniredis's own ClockTTL does so with every
// command, and sorts all keys each time: with 3,000 numbers queued that took two thirds of the
// process's time.
const agingInterval = time.Second

// aging is a client hook that lets the embedded server's TTLs run with the clock, by up to
// agingInterval late. It needs no goroutine: what nobody asks for need not expire.
type aging struct {
	server *miniredis.Miniredis

	mu   sync.Mutex
	last time.Time
}

func newAging(server *miniredis.Miniredis) *aging { return &aging{server: server, last: time.Now()} }

// age lets the TTLs run by the time since they last did.
func (a *aging) age() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if elapsed := time.Since(a.last); elapsed >= agingInterval {
		a.last = a.last.Add(elapsed)
		a.server.FastForward(elapsed)
	}
}

// DialHook changes nothing.
func (a *aging) DialHook(next redis.DialHook) redis.DialHook {
	return func(ctx context.Context, network, addr string) (net.Conn, error) { return next(ctx, network, addr) }
}

// ProcessHook ages before a command.
func (a *aging) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		a.age()
		return next(ctx, cmd)
	}
}

// ProcessPipelineHook ages before a pipeline.
func (a *aging) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		a.age()
		return next(ctx, cmds)
	}
}
