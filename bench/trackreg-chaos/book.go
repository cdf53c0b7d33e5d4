package main

import (
	"context"
	"maps"
	"sync"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/queue"
)

// task is one that went in.
type task struct {
	number  string
	queue   string
	foreign bool // made by a plain asynq client, with MaxRetry(0) and no id of ours
	faulty  bool // the vendor must reject it
	repeats bool // its number went in before, in another task
}

// told is what was said of a task: how often each outcome stands in the stream.
type told map[string]int

// book keeps what went in and what came out. It is safe for concurrent use.
type book struct {
	mu      sync.Mutex
	entered map[string]task // by task id
	told    map[string]told // by task id
	seen    map[string]bool // stream ids; deliveries may be repeated
}

func newBook() *book {
	return &book{entered: map[string]task{}, told: map[string]told{}, seen: map[string]bool{}}
}

// enter notes a task that Redis has.
func (b *book) enter(id string, t task) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.entered[id] = t
}

// follow notes outcomes, as any consumer group of the outcome stream meets them,
// until ctx ends.
func (b *book) follow(ctx context.Context, rdb redis.UniversalClient) error {
	outcomes := queue.NewOutcomes(rdb, queue.DefaultAccount, "chaos", queue.FollowOptions{})
	return outcomes.Follow(ctx, func(_ context.Context, list []queue.Delivery) error {
		b.note(list)
		return nil
	})
}

func (b *book) note(list []queue.Delivery) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, d := range list {
		if b.seen[d.ID] {
			continue
		}
		b.seen[d.ID] = true
		if b.told[d.Task] == nil {
			b.told[d.Task] = told{}
		}
		b.told[d.Task][d.Outcome.Outcome]++
	}
}

// open returns how many tasks have no outcome yet.
func (b *book) open() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	without := 0
	for id := range b.entered {
		if b.told[id] == nil {
			without++
		}
	}
	return without
}

// copies returns what the book holds now.
func (b *book) copies() (entered map[string]task, said map[string]told) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return maps.Clone(b.entered), maps.Clone(b.told)
}
