package inlet

import (
	"context"
	"fmt"
	"slices"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/queue"
)

// batch is what was read of one account's inlet at once.
type batch struct {
	account string
	ids     []string // of all its entries
	live    []origin
	bulk    []origin
	refused []refusal
	trimmed int // entries that were deleted from the stream before they were queued
}

// origin is a number's entry and where it comes from.
type origin struct {
	id     string
	fields map[string]string
	item   Item
}

// newBatch reads the messages. One that was trimmed away while it was pending
// comes without fields.
func newBatch(account string, messages []redis.XMessage) *batch {
	b := &batch{account: account, ids: make([]string, len(messages))}
	for i, m := range messages {
		b.ids[i] = m.ID
		if len(m.Values) == 0 {
			b.trimmed++
			continue
		}
		b.add(m.ID, texts(m.Values))
	}
	return b
}

func (b *batch) add(id string, fields map[string]string) {
	reading, err := ReadEntry(fields)
	if err != nil {
		b.refused = append(b.refused, refusal{id: id, fields: fields, why: err.Error()})
		return
	}
	for _, item := range reading.Items {
		o := origin{id: id, fields: fields, item: item}
		switch {
		case item.Err != nil:
			b.refuse(o, item.Err)
		case reading.Bulk:
			b.bulk = append(b.bulk, o)
		default:
			b.live = append(b.live, o)
		}
	}
}

func (b *batch) refuse(o origin, err error) {
	o.item.Err = err
	b.refused = append(b.refused, refusal{id: o.id, fields: o.fields, item: o.item, why: o.item.reason()})
}

// enqueue puts all entries in their queues, live ones first. An error says that
// some may not be there. What can never be enqueued joins the refused.
func (b *batch) enqueue(ctx context.Context, p *queue.Producer) (queue.Tally, error) {
	live, err := b.enqueueIn(ctx, p, b.live, queue.Live())
	if err != nil {
		return live, err
	}
	bulk, err := b.enqueueIn(ctx, p, b.bulk, queue.Bulk())
	return queue.Tally{Enqueued: live.Enqueued + bulk.Enqueued, Duplicates: live.Duplicates + bulk.Duplicates}, err
}

func (b *batch) enqueueIn(ctx context.Context, p *queue.Producer, origins []origin, place queue.Option) (queue.Tally, error) {
	if len(origins) == 0 {
		return queue.Tally{}, nil
	}
	entries := func(yield func(queue.Entry) bool) {
		for _, o := range origins {
			if !yield(o.item.Entry) {
				return
			}
		}
	}
	var own []refusal
	tally, err := p.EnqueueMany(ctx, entries, func(i int, _ queue.Receipt, err error) {
		if err != nil {
			o := origins[i]
			o.item.Err = err
			own = append(own, refusal{id: o.id, fields: o.fields, item: o.item, why: o.item.reason()})
		}
	}, queue.Account(b.account), place)
	if err != nil {
		return tally, err
	}
	b.refused = append(b.refused, own...)
	return tally, nil
}

// settleMost is the most refused entries that go in one transaction.
const settleMost = 1000

// settle keeps what is refused and acknowledges the batch. If it breaks off,
// some may be refused twice; none is acknowledged that is not settled.
func (b *batch) settle(ctx context.Context, rdb redis.UniversalClient) error {
	keys := keyspace.Account(b.account)
	rest := b.refused
	for len(rest) > settleMost {
		if err := keep(ctx, rdb, keys, rest[:settleMost], nil); err != nil {
			return err
		}
		rest = rest[settleMost:]
	}
	return keep(ctx, rdb, keys, rest, b.ids)
}

func keep(ctx context.Context, rdb redis.UniversalClient, keys keyspace.Account, refused []refusal, ids []string) error {
	_, err := rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		for _, r := range refused {
			pipe.XAdd(ctx, &redis.XAddArgs{Stream: keys.Refused(), MaxLen: RefusedMost, Approx: true, Values: r.values()})
		}
		for some := range slices.Chunk(ids, settleMost) {
			pipe.XAck(ctx, keys.In(), keyspace.InletGroup, some...)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("acknowledge entries of %s: %w", keys.In(), err)
	}
	return nil
}
