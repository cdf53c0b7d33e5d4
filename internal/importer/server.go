package importer

import (
	"context"
	"sync"
	"time"

	"github.com/hibiken/asynq"

	"github.com/trackreg/trackreg/internal/asynqlog"
	"github.com/trackreg/trackreg/internal/keyspace"
)

const (
	// pullInterval is how often an idle server looks for a run.
	pullInterval = time.Second
	// delayedInterval is how often runs that wait for their next try are looked at.
	delayedInterval = 2 * time.Second
	// giveBackAfter is asynq's ShutdownTimeout: a run that is stopped waits for it to be pushed
	// back to pending, uncounted.
	giveBackAfter = 500 * time.Millisecond
)

// server pulls the queue of the runs.
type server struct {
	o       Options
	running sync.WaitGroup // handlers
}

func newServer(o Options) *server { return &server{o: o} }

// run runs imports until ctx ends.
func (s *server) run(ctx context.Context) error {
	server := asynq.NewServerFromRedisClient(s.o.Redis, asynq.Config{
		// One of each, and one that sees that it has to wait.
		Concurrency:              len(s.o.Imports) + 1,
		Queues:                   map[string]int{keyspace.ImportsQueue: 1},
		TaskCheckInterval:        pullInterval,
		DelayedTaskCheckInterval: delayedInterval,
		RetryDelayFunc:           retryDelay,
		IsFailure:                func(error) bool { return false },
		ShutdownTimeout:          giveBackAfter,
		Logger:                   asynqlog.Logger{Log: s.o.Log},
		LogLevel:                 asynq.DebugLevel,
		// Not a context that a signal ends: that would end the task with an error.
		BaseContext: context.Background,
	})
	h := newHandler(s.o, ctx)
	if err := server.Start(asynq.HandlerFunc(func(ctx context.Context, task *asynq.Task) error {
		s.running.Add(1)
		defer s.running.Done()
		return h.ProcessTask(ctx, task)
	})); err != nil {
		return err
	}
	<-ctx.Done()
	server.Shutdown()
	s.running.Wait()
	return nil
}
