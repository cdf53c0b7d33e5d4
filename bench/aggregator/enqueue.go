package main

import (
	"context"
	"fmt"

	"github.com/hibiken/asynq"

	"github.com/trackreg/trackreg/bench/internal/rig"
)

// enqueue puts the numbers in one group.
func enqueue(ctx context.Context, redis asynq.RedisConnOpt, numbers int) error {
	client := asynq.NewClient(redis)
	defer client.Close()
	for i := range numbers {
		task := asynq.NewTask("number", rig.Entry(rig.Number(1, i)).Payload)
		if _, err := client.EnqueueContext(ctx, task, asynq.Queue(queueName), asynq.Group("register")); err != nil {
			return fmt.Errorf("enqueue: %w", err)
		}
	}
	return nil
}
