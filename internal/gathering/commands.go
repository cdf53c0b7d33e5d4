package gathering

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// EvalSha calls a script by its SHA-1.
func (g *client) EvalSha(ctx context.Context, sha1 string, keys []string, args ...any) *redis.Cmd {
	return g.script(ctx, "evalsha", sha1, keys, args)
}

// Eval calls a script by its text, as go-redis does when Redis does not know the SHA-1.
func (g *client) Eval(ctx context.Context, script string, keys []string, args ...any) *redis.Cmd {
	return g.script(ctx, "eval", script, keys, args)
}

// SIsMember says whether a set has a member.
func (g *client) SIsMember(ctx context.Context, key string, member any) *redis.BoolCmd {
	cmd := redis.NewBoolCmd(ctx, "sismember", key, member)
	g.do(ctx, cmd)
	return cmd
}

// SAdd adds members to a set.
func (g *client) SAdd(ctx context.Context, key string, members ...any) *redis.IntCmd {
	cmd := redis.NewIntCmd(ctx, append([]any{"sadd", key}, spread(members)...)...)
	g.do(ctx, cmd)
	return cmd
}

// HSet sets fields of a hash.
func (g *client) HSet(ctx context.Context, key string, values ...any) *redis.IntCmd {
	if !plain(values) {
		return g.UniversalClient.HSet(ctx, key, values...)
	}
	cmd := redis.NewIntCmd(ctx, append([]any{"hset", key}, values...)...)
	g.do(ctx, cmd)
	return cmd
}

// plain says that values are fields and values one after another, and no map
// or struct that go-redis would take apart.
func plain(values []any) bool { return len(values) > 1 }

func (g *client) script(ctx context.Context, name, script string, keys []string, args []any) *redis.Cmd {
	args = spread(args)
	all := make([]any, 0, 3+len(keys)+len(args))
	all = append(all, name, script, len(keys))
	for _, key := range keys {
		all = append(all, key)
	}
	cmd := redis.NewCmd(ctx, append(all, args...)...)
	if len(keys) > 0 {
		cmd.SetFirstKeyPos(3) // a Cluster finds the node by it
	}
	g.do(ctx, cmd)
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
