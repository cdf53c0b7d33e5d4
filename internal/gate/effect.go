package gate

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// effect runs a script that answers with the time, the changes and the whole hash.
func (g *Gate) effect(ctx context.Context, s *redis.Script, doing string, args ...any) (Effect, error) {
	r, err := g.run(ctx, s, doing, args...)
	if err != nil {
		return Effect{}, err
	}
	now, changed, fields := r.time(), changes(r.list()), hash(r.list())
	state := g.state(now, fields)
	return Effect{Now: now, Success: state.Success, Changed: changed, State: state}, r.err()
}
