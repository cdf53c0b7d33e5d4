package rig

import (
	"context"
	"fmt"

	"github.com/trackreg/trackreg/queue"
)

// Enqueue puts the first n numbers of a series in the bulk queue of an account.
// It is an error if one of them was not made a task.
func (r *Rig) Enqueue(ctx context.Context, account string, series, n int) error {
	producer := queue.NewProducer(r.Redis.Client, queue.Account(account))
	tally, err := producer.EnqueueMany(ctx, Entries(series, n), nil)
	if err != nil {
		return fmt.Errorf("enqueue: %w", err)
	}
	if tally.Enqueued != n {
		return fmt.Errorf("enqueue: of %d numbers %d were duplicates and %d failed", n, tally.Duplicates, tally.Failed)
	}
	return nil
}
