package gate

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// standing runs a script that answers with the time, the changes and the whole hash.
func (g *Gate) standing(ctx context.Context, s *redis.Script, doing string, args ...any) (Standing, error) {
	r, err := g.run(ctx, s, doing, args...)
	if err != nil {
		return Standing{}, err
	}
	now, changed, fields := r.time(), changes(r.list()), hash(r.list())
	state := g.state(now, fields)
	return Standing{Now: now, Success: state.Success, Changed: changed, State: state}, r.err()
}
