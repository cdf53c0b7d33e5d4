package worker

import (
	"context"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
	"golang.org/x/sync/errgroup"
)

const (
	// pullInterval is how often an idle server looks for a task: a new
	// number is seen after half of it at the median.
	pullInterval = 100 * time.Millisecond
	// delayedInterval is how often tasks that wait for a time are looked at.
	delayedInterval = time.Second
	// giveBackAfter is asynq's ShutdownTimeout: handlers that have a verdict
	// finish in it, those that wait are pushed back to pending after it. Much
	// less would push finished tasks back too; asynq reads 0 as 8 s.
	giveBackAfter = 500 * time.Millisecond
)

// servers are an account's asynq servers, one a queue, so that a full bulk
// queue never keeps live numbers out.
type servers []*queueServer

// queueServer pulls one queue.
type queueServer struct {
	server  *asynq.Server
	handler *handler
}

// newQueueServer returns a server that holds up to concurrency tasks of the
// handler's queue at once.
func newQueueServer(rdb redis.UniversalClient, h *handler, concurrency int, onError asynq.ErrorHandler, log asynq.Logger) *queueServer {
	return &queueServer{handler: h, server: asynq.NewServerFromRedisClient(rdb, asynq.Config{
		Concurrency:              concurrency,
		Queues:                   map[string]int{h.queue: 1},
		TaskCheckInterval:        pullInterval,
		DelayedTaskCheckInterval: delayedInterval,
		RetryDelayFunc:           retryDelay,
		IsFailure:                isFailure,
		ErrorHandler:             onError,
		ShutdownTimeout:          giveBackAfter,
		Logger:                   log,
		LogLevel:                 asynq.DebugLevel,
		// Not a context that a signal ends: that would fail every waiting
		// task, and archive the ones at their last try.
		BaseContext: context.Background,
	})}
}

// start begins to pull.
func (s servers) start() error {
	for _, q := range s {
		if err := q.server.Start(q.handler); err != nil {
			return err
		}
	}
	return nil
}

// stopPulling takes no further task; those held stay with their handlers.
func (s servers) stopPulling() { s.each((*asynq.Server).Stop) }

// shutdown gives every task back that still waits, and returns when no
// handler is left.
func (s servers) shutdown() { s.each((*asynq.Server).Shutdown) }

// each runs do on all servers at once, for each of them takes its time.
func (s servers) each(do func(*asynq.Server)) {
	var g errgroup.Group
	for _, q := range s {
		g.Go(func() error { do(q.server); return nil })
	}
	_ = g.Wait()
}
