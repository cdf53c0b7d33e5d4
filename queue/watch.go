package queue

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/streams"
)

const (
	// watchBeat is how often a watch says that it is there.
	watchBeat = time.Minute
	// watchBatch is the most outcomes Next returns at once.
	watchBatch = 1000
)

// Watch follows all of an account's outcomes from the moment it is opened until
// it is closed, for a process that waits for what becomes of its own numbers
// and then goes away. It reads by id, so that an answer cut off loses nothing, and
// moves a consumer group of its own along, so that nothing is trimmed before it
// has been read. The group of a process that was killed is removed by the next
// watch, or by a worker, after ten minutes. A watch is for one
// goroutine.
type Watch struct {
	rdb     redis.UniversalClient
	account string
	group   string
	last    string    // the last id read
	beaten  time.Time // by the local clock
}

// OpenWatch begins a watch. Open it before enqueueing: what ends from then on is seen.
func OpenWatch(ctx context.Context, rdb redis.UniversalClient, account string) (*Watch, error) {
	if err := streams.SweepWatches(ctx, rdb, account); err != nil {
		return nil, err
	}
	w := &Watch{rdb: rdb, account: account, group: keyspace.WatchPrefix + rand.Text(), last: "0-0"}
	if err := w.open(ctx); err != nil {
		return nil, fmt.Errorf("watch outcomes of account %s: %w", account, err)
	}
	return w, nil
}

// open makes the group at the stream's end and learns which id that is. The
// beat comes first, so that no group is without one.
func (w *Watch) open(ctx context.Context) error {
	if err := w.beat(ctx); err != nil {
		return err
	}
	if err := w.rdb.XGroupCreateMkStream(ctx, w.key(), w.group, "$").Err(); err != nil {
		return err
	}
	groups, err := w.rdb.XInfoGroups(ctx, w.key()).Result()
	for _, g := range groups {
		if g.Name == w.group {
			w.last = g.LastDeliveredID
		}
	}
	return err
}

func (w *Watch) key() string { return keyspace.Account(w.account).Out() }

// beat says that the watch is there.
func (w *Watch) beat(ctx context.Context) error {
	w.beaten = time.Now()
	return streams.Watches(w.rdb, w.account).Beat(ctx, w.group)
}

// Next blocks until there are outcomes and returns them in the stream's order,
// or returns none after half a second without. Errors: ctx.Err(), or Redis's;
// after one that passes, call Next again and nothing is missed. Only a process
// that was suspended for ten minutes may miss what has been trimmed meanwhile.
func (w *Watch) Next(ctx context.Context) ([]Delivery, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if time.Since(w.beaten) > watchBeat {
		if err := w.beat(ctx); err != nil {
			return nil, fmt.Errorf("watch outcomes of account %s: %w", w.account, err)
		}
	}
	messages, err := w.read(ctx)
	if err == nil && len(messages) > 0 {
		err = w.advance(ctx, messages[len(messages)-1].ID)
	}
	if err != nil {
		return nil, fmt.Errorf("watch outcomes of account %s: %w", w.account, err)
	}
	return deliveries(messages), nil
}

func (w *Watch) read(ctx context.Context) ([]redis.XMessage, error) {
	read, err := w.rdb.XRead(ctx, &redis.XReadArgs{
		Streams: []string{w.key(), w.last},
		Count:   watchBatch,
		Block:   readBlock,
	}).Result()
	return streams.Messages(read, err)
}

// advance lets what has been read be trimmed: it puts the group in its own
// place, further on. XGROUP SETID would do, but not on the embedded server.
func (w *Watch) advance(ctx context.Context, last string) error {
	_, err := w.rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.XGroupDestroy(ctx, w.key(), w.group)
		pipe.XGroupCreateMkStream(ctx, w.key(), w.group, last)
		return nil
	})
	if err == nil {
		w.last = last
	}
	return err
}

// Close removes what the watch keeps in Redis. Give it a context that has not ended.
func (w *Watch) Close(ctx context.Context) error {
	if err := streams.Watches(w.rdb, w.account).Remove(ctx, w.group); err != nil {
		return fmt.Errorf("close watch on outcomes of account %s: %w", w.account, err)
	}
	return nil
}
