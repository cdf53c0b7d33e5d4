package worker

import (
	"context"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/queue"
)

// counter reads one queue's sizes.
type counter struct{ rdb redis.UniversalClient }

func (c counter) read(ctx context.Context, name string) (queue.Counts, error) {
	all, err := queue.ReadCounts(ctx, c.rdb, name)
	if err != nil {
		return queue.Counts{}, err
	}
	return all[0], nil
}

// queuePauser pauses through asynq's Inspector and looks by a plain read.
type queuePauser struct {
	*asynq.Inspector
	counter
}

func (q queuePauser) Pause(name string) error   { return q.PauseQueue(name) }
func (q queuePauser) Unpause(name string) error { return q.UnpauseQueue(name) }

// Paused says whether nobody may pull from the queue now.
func (q queuePauser) Paused(ctx context.Context, name string) (bool, error) {
	c, err := q.read(ctx, name)
	return c.Paused, err
}
