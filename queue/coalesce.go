package queue

import (
	"context"
	"sync"

	"github.com/redis/go-redis/v9"
)

// coalescing is a Redis client that sends what concurrent callers ask at the
// same time in one pipeline. asynq's client and inspector ask one thing a task
// and wait for its answer; with a few hundred callers this makes full pipelines
// of them, which is several times as fast. It has no goroutine and no timer, and
// is a little faster than go-redis's AutoPipeline, which has both: one of the callers sends what has gathered while the last pipeline was under way,
// so a lone caller never waits for company.
//
// Only the four commands that asynq enqueues, looks up and deletes tasks with
// go this way. Close closes the client beneath.
type coalescing struct {
	redis.UniversalClient

	mu      sync.Mutex
	sending bool
	waiting []*question
}

// question is a command that waits for its answer.
type question struct {
	cmd  redis.Cmder
	turn chan bool // true: its caller must send what is waiting; false: it is answered
}

// EvalSha runs a script by its SHA-1.
func (c *coalescing) EvalSha(ctx context.Context, sha string, keys []string, args ...any) *redis.Cmd {
	return c.script(ctx, "evalsha", sha, keys, args)
}

// Eval runs a script by its text, as go-redis does when Redis does not know the SHA-1.
func (c *coalescing) Eval(ctx context.Context, text string, keys []string, args ...any) *redis.Cmd {
	return c.script(ctx, "eval", text, keys, args)
}

// SIsMember says whether a set has a member.
func (c *coalescing) SIsMember(ctx context.Context, key string, member any) *redis.BoolCmd {
	cmd := redis.NewBoolCmd(ctx, "sismember", key, member)
	c.ask(ctx, cmd)
	return cmd
}

// SAdd adds members to a set.
func (c *coalescing) SAdd(ctx context.Context, key string, members ...any) *redis.IntCmd {
	cmd := redis.NewIntCmd(ctx, append([]any{"sadd", key}, members...)...)
	c.ask(ctx, cmd)
	return cmd
}

func (c *coalescing) script(ctx context.Context, name, script string, keys []string, args []any) *redis.Cmd {
	all := make([]any, 0, 3+len(keys)+len(args))
	all = append(all, name, script, len(keys))
	for _, key := range keys {
		all = append(all, key)
	}
	cmd := redis.NewCmd(ctx, append(all, args...)...)
	if len(keys) > 0 {
		cmd.SetFirstKeyPos(3) // by which a cluster client finds the node
	}
	c.ask(ctx, cmd)
	return cmd
}

// ask returns when cmd is answered. A ctx that ends meanwhile does not cut it
// short, for the pipeline is not this caller's alone; the client's own timeouts do.
func (c *coalescing) ask(ctx context.Context, cmd redis.Cmder) {
	if err := ctx.Err(); err != nil {
		cmd.SetErr(err)
	} else if mine := (&question{cmd: cmd, turn: make(chan bool, 1)}); c.join(mine) {
		c.send(context.WithoutCancel(ctx), mine)
	}
	// asynq passes errors on as text: who wants the error itself asks for it here.
	if cause, ok := ctx.Value(causeKey{}).(*error); ok {
		*cause = cmd.Err()
	}
}

// join waits for mine to be answered; it returns true if the caller must send instead.
func (c *coalescing) join(mine *question) bool {
	c.mu.Lock()
	c.waiting = append(c.waiting, mine)
	if !c.sending {
		c.sending = true
		c.mu.Unlock()
		return true
	}
	c.mu.Unlock()
	return <-mine.turn
}

// send answers all that is waiting, mine included, by one pipeline, and passes
// the sending on. An error of the whole pipeline is left with each command.
func (c *coalescing) send(ctx context.Context, mine *question) {
	c.mu.Lock()
	batch := c.waiting
	c.waiting = nil
	c.mu.Unlock()

	pipe := c.UniversalClient.Pipeline()
	for _, q := range batch {
		_ = pipe.Process(ctx, q.cmd)
	}
	_, _ = pipe.Exec(ctx)

	c.passOn()
	for _, q := range batch {
		if q != mine {
			q.turn <- false
		}
	}
}

// passOn makes the first of those that wait send, or ends the sending.
func (c *coalescing) passOn() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.waiting) == 0 {
		c.sending = false
		return
	}
	c.waiting[0].turn <- true
}

type causeKey struct{}

// withCause returns a context under which the error of the last command asked is left in cause.
func withCause(ctx context.Context, cause *error) context.Context {
	return context.WithValue(ctx, causeKey{}, cause)
}
