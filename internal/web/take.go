package web

import (
	"context"
	"slices"

	"github.com/trackreg/trackreg/queue"
)

// taker enqueues the items of one request.
type taker struct {
	producer *queue.Producer
	room     *room
	to       target
	tally    tally
}

// item is one number of a request as it was read.
type item struct {
	entry queue.Entry
	err   error // an *queue.EntryError: it is no entry
}

func parse(text []byte) item {
	entry, err := queue.ParseEntry(text)
	return item{entry, err}
}

// take enqueues what is valid of the items, the first of which is the request's
// item number first, and returns a result for each, in order. The error is one
// that is no item's own: Redis's, ctx's or a *fullError. To repeat is safe.
func (t *taker) take(ctx context.Context, first int, items []item) ([]result, error) {
	results := make([]result, len(items))
	var entries []queue.Entry
	var places []int
	for i, it := range items {
		results[i] = result{Index: first + i, Status: statusFailed, Reason: notTried}
		if it.err != nil {
			results[i].fail(it.err)
			continue
		}
		entries = append(entries, it.entry)
		places = append(places, i)
	}
	err := t.enqueue(ctx, entries, func(i int, r queue.Receipt, err error) {
		if err != nil {
			results[places[i]].fail(err)
			return
		}
		results[places[i]] = result{Index: first + places[i], Task: r.TaskID, Status: string(r.Status)}
	})
	for _, r := range results {
		t.tally.count(r)
	}
	return results, err
}

func (t *taker) enqueue(ctx context.Context, entries []queue.Entry, done func(int, queue.Receipt, error)) error {
	if len(entries) == 0 {
		return nil
	}
	if err := t.room.check(); err != nil {
		return err
	}
	rank := queue.Live()
	if t.to.rank == "bulk" {
		rank = queue.Bulk()
	}
	_, err := t.producer.EnqueueMany(ctx, slices.Values(entries), done, queue.Account(t.to.account), rank)
	return err
}
