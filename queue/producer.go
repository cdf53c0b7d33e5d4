package queue

import (
	"context"
	"iter"

	"github.com/redis/go-redis/v9"
)

// Status says what became of an entry that was to be enqueued.
type Status string

// The statuses of a [Receipt].
const (
	Enqueued  Status = "enqueued"
	Duplicate Status = "duplicate"
)

// Receipt answers for one entry.
type Receipt struct {
	TaskID string
	Queue  string
	Status Status
}

// Tally counts what became of many entries.
type Tally struct {
	Enqueued   int // tasks made
	Duplicates int // entries whose very same task was waiting or running already
	Failed     int // entries that could not be enqueued
}

// Producer turns entries into tasks. It is safe for concurrent use, starts no
// goroutine of its own and needs no closing; it does not close rdb.
type Producer struct{}

// NewProducer returns a producer on any Redis client: single, Sentinel or Cluster.
func NewProducer(rdb redis.UniversalClient, opts ...Option) *Producer { panic("soon") }

// Enqueue makes a task of one entry, in the live queue unless an option says
// otherwise, and blocks until Redis has it.
func (p *Producer) Enqueue(ctx context.Context, e Entry, opts ...Option) (Receipt, error) {
	panic("soon")
}

// EnqueueMany makes tasks of all entries, in the bulk queue unless an option
// says otherwise, pipelined over a few hundred concurrent calls. done, which may be nil,
// is called once for every entry tried, never by two goroutines at once, with
// the entry's index; the order is about, not exactly, that of entries.
func (p *Producer) EnqueueMany(ctx context.Context, entries iter.Seq[Entry], done func(i int, r Receipt, err error), opts ...Option) (Tally, error) {
	panic("soon")
}
