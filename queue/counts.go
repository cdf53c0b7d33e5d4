package queue

import (
	"context"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"
)

// Counts says how many tasks a queue holds, by their state in asynq.
type Counts struct {
	Queue     string
	Pending   int64 // wait for a worker
	Active    int64 // are with a worker
	Scheduled int64 // wait for their time
	Retry     int64 // wait for their next attempt
	Archived  int64 // have failed for good
	Leased    int64 // of the active, those that a worker has a lease on
	Completed int64 // are done and kept by their Retention
	Paused    bool  // workers take none
}

// ReadCounts counts the tasks of the named queues, in that order, in one round
// trip. A queue that does not exist counts zero.
//
// It is the one place that reads keys of asynq's by itself: asynq's own Inspector
// asks MEMORY USAGE for every queue, which is slow on long ones and refused by
// some ACLs.
func ReadCounts(ctx context.Context, rdb redis.UniversalClient, queues ...string) ([]Counts, error) {
	counts := make([]Counts, len(queues))
	fill := make([]func(), len(queues))
	_, err := rdb.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		for i, name := range queues {
			counts[i].Queue = name
			fill[i] = askCounts(ctx, pipe, &counts[i])
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("count tasks of %q: %w", queues, err)
	}
	for _, f := range fill {
		f()
	}
	return counts, nil
}

// askCounts queues the questions; the function it returns takes the answers.
func askCounts(ctx context.Context, pipe redis.Pipeliner, c *Counts) (fill func()) {
	key := func(state string) string { return "asynq:{" + c.Queue + "}:" + state }
	pending, active := pipe.LLen(ctx, key("pending")), pipe.LLen(ctx, key("active"))
	scheduled, retry := pipe.ZCard(ctx, key("scheduled")), pipe.ZCard(ctx, key("retry"))
	archived, completed := pipe.ZCard(ctx, key("archived")), pipe.ZCard(ctx, key("completed"))
	leased, paused := pipe.ZCard(ctx, key("lease")), pipe.Exists(ctx, key("paused"))
	return func() {
		c.Pending, c.Active, c.Leased = pending.Val(), active.Val(), leased.Val()
		c.Scheduled, c.Retry = scheduled.Val(), retry.Val()
		c.Archived, c.Completed = archived.Val(), completed.Val()
		c.Paused = paused.Val() > 0
	}
}

// ReadLeased returns which of the tasks have a lease in the queue, one that is over too, in one
// round trip. Like [ReadCounts] it reads a key of asynq's, which tells of leases nowhere else.
func ReadLeased(ctx context.Context, rdb redis.UniversalClient, queue string, ids ...string) (map[string]bool, error) {
	leased := make(map[string]bool, len(ids))
	if len(ids) == 0 {
		return leased, nil
	}
	asked := make([]*redis.FloatCmd, len(ids))
	_, err := rdb.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		for i, id := range ids {
			asked[i] = pipe.ZScore(ctx, "asynq:{"+queue+"}:lease", id)
		}
		return nil
	})
	if err != nil && !errors.Is(err, redis.Nil) {
		return nil, fmt.Errorf("read the leases of %s: %w", queue, err)
	}
	for i, id := range ids {
		leased[id] = asked[i].Err() == nil
	}
	return leased, nil
}
