// Package gathering sends what many goroutines ask of Redis at the same time in
// one pipeline. asynq asks one thing a task and waits for its answer; with a few
// hundred callers this makes full pipelines of them, several times as fast.
package gathering

import (
	"context"
	"sync"

	"github.com/redis/go-redis/v9"
)

const (
	// flights is how many pipelines may be on their way at once. While one is, the commands of
	// the next gather, so that fewer flights make larger pipelines.
	flights = 2
	// flightMost bounds a pipeline, and with it how long one of its callers waits.
	flightMost = 256
)

// New returns c with the commands that asynq uses most, script calls, HSET, SADD and SISMEMBER, gathered
// into pipelines. A lone call goes at once: nothing waits for company, so nothing is slower. A client
// that gathers already is returned as it is.
//
// Everything else goes the way it goes with c: blocking commands, subscriptions, Watch and pipelines
// never meet a gathered call. An error of one call is its caller's alone, NOSCRIPT too. A context
// that has ended, or ends before the call is sent, withdraws it; afterwards the caller waits for the
// answer, c's timeouts at the longest.
//
// It has a method Unwrap, which returns c. Closing it closes c. It has no goroutines of its own,
// and is a little faster than go-redis's own AutoPipeline, which has.
func New(c redis.UniversalClient) redis.UniversalClient {
	if _, ok := c.(*client); ok {
		return c
	}
	return &client{UniversalClient: c, free: flights}
}

// client is one whose callers carry each other's calls.
type client struct {
	redis.UniversalClient

	mu      sync.Mutex
	waiting []*call
	free    int // flights that may still start
}

// Unwrap returns the client that the calls are sent through, for who must know of what kind it is.
func (g *client) Unwrap() redis.UniversalClient { return g.UniversalClient }

// Inner returns the client inside of one that gathers, or the client itself: what asks of which kind
// a client is, such as whether it is a Cluster's, asks it of this.
func Inner(c redis.UniversalClient) redis.UniversalClient {
	for {
		wrapped, is := c.(interface{ Unwrap() redis.UniversalClient })
		if !is {
			return c
		}
		c = wrapped.Unwrap()
	}
}

// call is one command on its way.
type call struct {
	ctx context.Context
	cmd redis.Cmder
	// turn brings true when the call was carried out, false when its caller must fly next.
	turn chan bool
}

// do carries the call out, by this goroutine or another, and leaves its error for who asked for it.
func (g *client) do(ctx context.Context, cmd redis.Cmder) {
	if err := ctx.Err(); err != nil {
		cmd.SetErr(err)
	} else {
		g.carry(ctx, cmd)
	}
	if cause, ok := ctx.Value(causeKey{}).(*error); ok {
		*cause = cmd.Err()
	}
}

// carry queues the call and returns when it has been carried out or withdrawn.
func (g *client) carry(ctx context.Context, cmd redis.Cmder) {
	mine := &call{ctx: ctx, cmd: cmd, turn: make(chan bool, 1)}
	if !g.join(mine) && g.await(mine) {
		return
	}
	g.fly(mine)
}

// await waits for a queued call; false: its caller must fly.
func (g *client) await(c *call) (ended bool) {
	select {
	case carried := <-c.turn:
		return carried
	case <-c.ctx.Done():
	}
	if g.withdraw(c) {
		c.cmd.SetErr(c.ctx.Err())
		return true
	}
	return <-c.turn
}

// join queues the call, or grants its caller a flight.
func (g *client) join(c *call) (flies bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.free > 0 {
		g.free--
		return true
	}
	g.waiting = append(g.waiting, c)
	return false
}

// withdraw takes the call out of the queue; false when it has left it.
func (g *client) withdraw(c *call) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	for i, other := range g.waiting {
		if other == c {
			g.waiting = append(g.waiting[:i], g.waiting[i+1:]...)
			return true
		}
	}
	return false
}

// fly sends the caller's own call together with those that wait, and passes the flight on.
func (g *client) fly(own *call) {
	if err := own.ctx.Err(); err != nil {
		own.cmd.SetErr(err)
		g.land(nil)
		return
	}
	others := g.take(flightMost - 1)
	defer g.land(others)
	if len(others) == 0 {
		_ = g.Process(own.ctx, own.cmd)
		return
	}
	pipe := g.Pipeline()
	for _, c := range append([]*call{own}, others...) {
		_ = pipe.Process(c.ctx, c.cmd)
	}
	// The others' calls must not fail with the context of the one who carries them. Each
	// command holds its own error.
	_, _ = pipe.Exec(context.WithoutCancel(own.ctx))
}

// take removes up to most calls from the queue's front.
func (g *client) take(most int) []*call {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := min(most, len(g.waiting))
	taken := make([]*call, n)
	copy(taken, g.waiting)
	clear(g.waiting[copy(g.waiting, g.waiting[n:]):])
	g.waiting = g.waiting[:len(g.waiting)-n]
	return taken
}

// land tells the callers that theirs are done, and gives the flight to the next who waits.
func (g *client) land(carried []*call) {
	g.mu.Lock()
	var next *call
	if len(g.waiting) > 0 {
		next = g.waiting[0]
		g.waiting = g.waiting[1:]
	} else {
		g.free++
	}
	g.mu.Unlock()
	if next != nil {
		next.turn <- false
	}
	for _, c := range carried {
		c.turn <- true
	}
}
