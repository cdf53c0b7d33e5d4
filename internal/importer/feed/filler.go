package feed

import (
	"context"
	"encoding/json"
	"iter"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/origin"
	"github.com/trackreg/trackreg/queue"
)

// looksAtOnce is how many tasks are looked up at once: their questions share
// pipelines.
const looksAtOnce = 256

// filler queues rows.
type filler struct {
	run      Run
	producer *queue.Producer
}

func newFiller(r Run) *filler {
	return &filler{run: r, producer: queue.NewProducer(r.Redis, queue.Account(r.Import.Account), queue.Bulk())}
}

// filling is a row on its way into the queue.
type filling struct {
	index   int // in the chunk
	ordinal int64
	entry   queue.Entry
}

// fill queues those of the rows whose fate is to be queued, and changes the fates of those that
// are not after all: the very same entry was waiting, or Redis can never take them, which are
// returned. from is the first row's ordinal. before says that another process may have queued
// some of them; those that have ended since are not queued again.
func (f *filler) fill(ctx context.Context, part string, from int64, all []Row, fates []ledger.Fate, before bool) ([]ledger.FailedRow, error) {
	ended, err := f.ended(ctx, from, int64(len(all)), before)
	if err != nil {
		return nil, err
	}
	var rows []filling
	var stuck []ledger.FailedRow
	refuse := func(index int, err error) {
		fates[index] = ledger.Invalid
		row := invalidRow(part, from+int64(index), all[index], f.run.Import.KeepRows)
		row.Message = err.Error()
		stuck = append(stuck, row)
	}
	for i, row := range all {
		if fates[i] != ledger.Queued || ended.Has(from+int64(i)) {
			continue
		}
		entry, err := f.entry(part, from+int64(i), row)
		if err != nil {
			refuse(i, err)
			continue
		}
		rows = append(rows, filling{i, from + int64(i), entry})
	}
	err = f.queue(ctx, rows, fates, refuse)
	return stuck, err
}

// ended says which of n rows have come to their end, as may be if they were queued before.
func (f *filler) ended(ctx context.Context, from, n int64, before bool) (ended ledger.Bits, err error) {
	if !before {
		return ledger.Bits{}, nil
	}
	err = f.run.Retry.Until(ctx, func(ctx context.Context) error {
		ended, err = f.run.Ledger.Accounted(ctx, f.run.Ledger.ID(), from, from+n)
		return err
	})
	return ended, err
}

// queue queues rows until each is a task or has a twin that waits.
func (f *filler) queue(ctx context.Context, rows []filling, fates []ledger.Fate, refuse func(index int, err error)) error {
	for len(rows) > 0 {
		twins, err := f.enqueue(ctx, rows, refuse)
		if err != nil {
			return err
		}
		if rows, err = f.settleTwins(ctx, twins, fates); err != nil {
			return err
		}
	}
	return nil
}

// entry is the row's, which says where it comes from.
func (f *filler) entry(part string, ordinal int64, row Row) (queue.Entry, error) {
	asItCame, err := json.Marshal(origin.Row{Part: part, Line: row.Line, Cells: kept(row, f.run.Import.KeepRows)})
	if err != nil {
		return queue.Entry{}, err
	}
	return row.Entry.From(origin.Source(f.run.Ledger.ID(), ordinal), asItCame)
}

// kept are the cells of a row that may be kept: what else stands in a row may name a person.
func kept(row Row, keepRows bool) []string {
	if !keepRows {
		return nil
	}
	return row.Raw
}

// enqueue queues rows, and returns those whose very same entry was waiting or being worked on. It
// goes on until Redis has answered for each.
func (f *filler) enqueue(ctx context.Context, rows []filling, refuse func(index int, err error)) (twins []filling, err error) {
	err = f.run.Retry.Until(ctx, func(ctx context.Context) error {
		answered := make([]bool, len(rows))
		_, err := f.producer.EnqueueMany(ctx, entriesOf(rows), func(i int, r queue.Receipt, err error) {
			switch {
			case err == nil && r.Status == queue.Duplicate:
				twins = append(twins, rows[i])
			case queue.OfOneEntry(err):
				refuse(rows[i].index, err)
			case err != nil:
				return
			}
			answered[i] = true
		})
		left := make([]filling, 0, len(rows))
		for i, row := range rows {
			if !answered[i] {
				left = append(left, row)
			}
		}
		rows = left
		return err
	})
	return twins, err
}

func entriesOf(rows []filling) iter.Seq[queue.Entry] {
	return func(yield func(queue.Entry) bool) {
		for _, row := range rows {
			if !yield(row.entry) {
				return
			}
		}
	}
}

// settleTwins looks at the tasks that were there already. One that says that it comes from this
// very row is its task, queued before an answer was lost or a process died; another makes the row
// a duplicate. Rows whose twin is gone by now are returned: they are to be queued again.
func (f *filler) settleTwins(ctx context.Context, twins []filling, fates []ledger.Fate) (again []filling, err error) {
	var mu sync.Mutex
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(looksAtOnce)
	for _, row := range twins {
		group.Go(func() error {
			own, gone, err := f.lookAtTwin(ctx, row)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case gone:
				again = append(again, row)
			case !own:
				fates[row.index] = ledger.Duplicate
			}
			return err
		})
	}
	err = group.Wait()
	slices.SortFunc(again, func(a, b filling) int { return a.index - b.index })
	return again, err
}

// lookAtTwin says whether the task that there is of the row's entry is the row's own.
func (f *filler) lookAtTwin(ctx context.Context, row filling) (own, gone bool, err error) {
	err = f.run.Retry.Until(ctx, func(context.Context) error {
		task, err := f.run.Inspector.GetTaskInfo(f.run.bulk(), row.entry.TaskID(queue.Register))
		if queue.NoSuchTask(err) {
			gone = true
			return nil
		}
		if err != nil {
			return err
		}
		its, err := queue.ParseTask(task.ID, task.Payload)
		own = err == nil && its.Source == origin.Source(f.run.Ledger.ID(), row.ordinal)
		return nil
	})
	return own, gone, err
}
