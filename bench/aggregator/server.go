package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/hibiken/asynq"
	"golang.org/x/time/rate"

	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17"
)

// spacing is what the strictest reading of 3 calls a second asks for, and 2 %.
const spacing = 340 * time.Millisecond

// newServer returns a server that makes batches of what waits in the group.
func newServer(redis asynq.RedisConnOpt) *asynq.Server {
	return asynq.NewServer(redis, asynq.Config{
		Queues:           map[string]int{queueName: 1},
		Concurrency:      8,
		GroupAggregator:  asynq.GroupAggregatorFunc(aggregate),
		GroupMaxSize:     track17.MaxItems,
		GroupGracePeriod: time.Second, // the least that asynq takes
		LogLevel:         asynq.WarnLevel,
	})
}

// aggregate makes one task of a batch: a JSON array of its payloads.
func aggregate(_ string, tasks []*asynq.Task) *asynq.Task {
	payloads := make([][]byte, len(tasks))
	for i, task := range tasks {
		payloads[i] = task.Payload()
	}
	return asynq.NewTask("batch", []byte("["+string(bytes.Join(payloads, []byte(",")))+"]"))
}

// registrar makes a call of every batch, within the rate.
type registrar struct {
	client *track17.Client
	limit  *rate.Limiter
}

func newRegistrar(baseURL, key string) *registrar {
	return &registrar{
		client: track17.NewClient(track17.Options{BaseURL: baseURL, Key: func() string { return key }}),
		limit:  rate.NewLimiter(rate.Every(spacing), 1),
	}
}

// ProcessTask makes the call. A call that fails as a whole is asynq's to retry.
func (r *registrar) ProcessTask(ctx context.Context, task *asynq.Task) error {
	items, err := itemsOf(task.Payload())
	if err != nil {
		return fmt.Errorf("read the batch: %w: %w", err, asynq.SkipRetry)
	}
	if err := r.limit.Wait(ctx); err != nil {
		return err
	}
	if answer := r.client.Do(ctx, track17.Register(), items); answer.Fault != nil {
		return answer.Fault
	}
	return nil
}

func itemsOf(batch []byte) ([]track17.CallItem, error) {
	var bodies []json.RawMessage
	if err := json.Unmarshal(batch, &bodies); err != nil {
		return nil, err
	}
	items := make([]track17.CallItem, len(bodies))
	for i, body := range bodies {
		entry, err := queue.ParseEntry(body)
		if err != nil {
			return nil, err
		}
		items[i] = track17.CallItem{Number: entry.Number, Carrier: entry.Carrier, Body: entry.Body}
	}
	return items, nil
}
