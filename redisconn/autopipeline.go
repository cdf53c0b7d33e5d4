package redisconn

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

// AutoPipelined returns c with the script calls of many goroutines gathered into pipelines. A
// lone call goes at once: nothing waits for company, so nothing is slower. It is for an
// asynq.Client or asynq servers with hundreds of goroutines; asynq does nearly all by scripts.
//
// EvalSha and Eval are gathered, everything else goes the way it goes with c: blocking commands,
// subscriptions, Watch and pipelines never meet a gathered call. An error of one call is its
// caller's alone, NOSCRIPT too. A context that has ended, or ends before the call is sent,
// withdraws it; afterwards the caller waits for the answer, c's timeouts at the longest.
//
// Closing it closes c. It has no goroutines of its own.
func AutoPipelined(c redis.UniversalClient) redis.UniversalClient {
	return &gathering{UniversalClient: c, free: flights}
}

// gathering is a client whose callers carry each other's script calls.
type gathering struct {
	redis.UniversalClient

	mu      sync.Mutex
	waiting []*call
	free    int // flights that may still start
}

// call is one command on its way.
type call struct {
	ctx context.Context
	cmd *redis.Cmd
	// turn brings true when the call was carried out, false when its caller must fly next.
	turn chan bool
}

// EvalSha calls a script by its SHA-1.
func (g *gathering) EvalSha(ctx context.Context, sha1 string, keys []string, args ...any) *redis.Cmd {
	return g.do(ctx, scriptCall(ctx, "evalsha", sha1, keys, args))
}

// Eval calls a script by its text.
func (g *gathering) Eval(ctx context.Context, script string, keys []string, args ...any) *redis.Cmd {
	return g.do(ctx, scriptCall(ctx, "eval", script, keys, args))
}

func scriptCall(ctx context.Context, name, script string, keys []string, args []any) *redis.Cmd {
	all := make([]any, 0, 3+len(keys)+len(args))
	all = append(all, name, script, len(keys))
	for _, key := range keys {
		all = append(all, key)
	}
	cmd := redis.NewCmd(ctx, append(all, spread(args)...)...)
	if len(keys) > 0 {
		cmd.SetFirstKeyPos(3) // a Cluster finds the node by it
	}
	return cmd
}

// spread makes a lone slice the list of arguments, as go-redis does.
func spread(args []any) []any {
	if len(args) != 1 {
		return args
	}
	switch list := args[0].(type) {
	case []any:
		return list
	case []string:
		all := make([]any, len(list))
		for i, text := range list {
			all[i] = text
		}
		return all
	default:
		return args
	}
}

// do queues the call and returns when it has been carried out, by this goroutine or another.
func (g *gathering) do(ctx context.Context, cmd *redis.Cmd) *redis.Cmd {
	if err := ctx.Err(); err != nil {
		cmd.SetErr(err)
		return cmd
	}
	mine := &call{ctx: ctx, cmd: cmd, turn: make(chan bool, 1)}
	if !g.join(mine) {
		select {
		case carried := <-mine.turn:
			if carried {
				return cmd
			}
		case <-ctx.Done():
			if g.withdraw(mine) {
				cmd.SetErr(ctx.Err())
				return cmd
			}
			if <-mine.turn {
				return cmd
			}
		}
	}
	g.fly(mine)
	return cmd
}

// join queues the call, or grants its caller a flight.
func (g *gathering) join(c *call) (flies bool) {
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
func (g *gathering) withdraw(c *call) bool {
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
func (g *gathering) fly(own *call) {
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
func (g *gathering) take(most int) []*call {
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
func (g *gathering) land(carried []*call) {
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
