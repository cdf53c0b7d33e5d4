package queue

import (
	"context"
	"errors"

	"github.com/redis/go-redis/v9"
)

// deferring is the client through which asynq writes a batch: a script call is
// only noted, and answered as if it had gone well. What was noted goes to Redis
// in one pipeline, and its answers are read then. asynq asks for one task at a
// time and waits; this way a batch costs neither a round trip a task nor a
// goroutine a task. Everything else is carried out at once. Not for concurrent use.
type deferring struct {
	redis.UniversalClient
	noted []*redis.Cmd
}

// went is what asynq's enqueueing scripts answer when there was no such task yet.
const went = int64(1)

// EvalSha notes a script call.
func (d *deferring) EvalSha(ctx context.Context, sha string, keys []string, args ...any) *redis.Cmd {
	all := make([]any, 0, 3+len(keys)+len(args))
	all = append(all, "evalsha", sha, len(keys))
	for _, key := range keys {
		all = append(all, key)
	}
	cmd := redis.NewCmd(ctx, append(all, args...)...)
	cmd.SetFirstKeyPos(3) // by which a cluster client finds the node
	d.noted = append(d.noted, cmd)

	assumed := redis.NewCmd(ctx)
	assumed.SetVal(went)
	return assumed
}

// carryOut sends what was noted and returns it with its answers. It runs to its
// end whatever becomes of ctx: a pipeline that is cut short leaves open which
// of its tasks there are.
func (d *deferring) carryOut(ctx context.Context) []*redis.Cmd {
	cmds := d.noted
	d.noted = nil
	pipe := d.Pipeline()
	for _, cmd := range cmds {
		_ = pipe.Process(ctx, cmd)
	}
	_, _ = pipe.Exec(context.WithoutCancel(ctx)) // each command holds its own error
	return cmds
}

// fate is what became of a noted call.
type fate int

const (
	enqueued  fate = iota
	undecided      // there is a task of that id, or Redis does not know the script yet
	failed
)

func fateOf(cmd *redis.Cmd) (fate, error) {
	n, err := cmd.Int64()
	switch {
	case err == nil && n == went:
		return enqueued, nil
	case err == nil, redis.HasErrorPrefix(err, "NOSCRIPT"):
		return undecided, nil
	case errors.Is(err, redis.Nil):
		return undecided, nil
	}
	return failed, err
}
