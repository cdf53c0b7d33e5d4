package worker

import (
	"context"
	"fmt"
	"time"

	"github.com/hibiken/asynq"
	"github.com/rs/zerolog"

	"github.com/trackreg/trackreg/internal/gate"
)

// groupInterval is how often the queues are looked through for grouped tasks.
const groupInterval = time.Minute

// groupWatch warns of tasks that were enqueued with asynq's Group option: no
// server of ours aggregates, so they wait for ever. One process per account
// does it at a time.
type groupWatch struct {
	gate   *gate.Gate
	groups func(queue string) ([]*asynq.GroupInfo, error) // asynq.Inspector's
	queues []string
	me     string
	redis  *redisWatch
	log    zerolog.Logger

	warned map[string]int // by queue: how many tasks the last warning spoke of
}

// Run watches until ctx ends.
func (g *groupWatch) Run(ctx context.Context) error {
	return atOnceAndEvery(ctx, groupInterval, g.redis, g.step)
}

// step looks once, if this process leads.
func (g *groupWatch) step(ctx context.Context) error {
	return role{"groups", g.me, 3 * groupInterval}.step(ctx, g.gate, g.look)
}

// look goes through the queues once.
func (g *groupWatch) look(context.Context) error {
	for _, q := range g.queues {
		groups, err := g.groups(q)
		if err = ignoreMissing(err); err != nil {
			return fmt.Errorf("look for grouped tasks in %s: %w", q, err)
		}
		g.warn(q, groups)
	}
	return nil
}

// warn speaks of a queue's grouped tasks, again only when there are others.
func (g *groupWatch) warn(q string, groups []*asynq.GroupInfo) {
	tasks := 0
	for _, group := range groups {
		tasks += group.Size
	}
	if tasks > 0 && tasks != g.warned[q] {
		g.log.Warn().Str("queue", q).Int("tasks", tasks).Str("group", groups[0].Group).
			Msg("tasks with asynq's Group option wait for ever: delete them, and enqueue them anew without it")
	}
	g.warned[q] = tasks
}
