package presence

import (
	"context"
	_ "embed"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"
)

var (
	//go:embed alive.lua
	aliveLua string
	//go:embed beat.lua
	beatLua string
	//go:embed read.lua
	readLua string
)

var (
	beatScript = redis.NewScript(aliveLua + beatLua)
	readScript = redis.NewScript(aliveLua + readLua)
)

// one is one running of a script.
type one struct {
	key  string
	args []any
}

// runAll runs a script on several keys, which travel together. Each answer is to be asked for its
// own error; the error returned joins them, but for nil answers.
func runAll(ctx context.Context, rdb redis.UniversalClient, s *redis.Script, all []one) ([]*redis.Cmd, error) {
	answers := make([]*redis.Cmd, len(all))
	pipe := rdb.Pipeline()
	for i, o := range all {
		answers[i] = s.EvalSha(ctx, pipe, []string{o.key}, o.args...)
	}
	_, _ = pipe.Exec(ctx) // each answer has its own error
	pipe = rdb.Pipeline()
	for i, o := range all {
		if redis.HasErrorPrefix(answers[i].Err(), "NOSCRIPT") {
			answers[i] = s.Eval(ctx, pipe, []string{o.key}, o.args...)
		}
	}
	if pipe.Len() > 0 {
		_, _ = pipe.Exec(ctx)
	}
	var errs []error
	for i, answer := range answers {
		if err := answer.Err(); err != nil && !errors.Is(err, redis.Nil) {
			errs = append(errs, fmt.Errorf("%s: %w", all[i].key, err))
		}
	}
	return answers, errors.Join(errs...)
}
