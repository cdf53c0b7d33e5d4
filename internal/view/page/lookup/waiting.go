package lookup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/hibiken/asynq"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/queue"
)

const (
	// pageMost is how many tasks are read in one round trip.
	pageMost = 1000
	// pages is how many pages are read of each list, from its beginning.
	pages = 3
	// endPages is how many are read of each end of what is pending: all of a queue that imports
	// keep at the default high_water, and what is next in line and came last of a longer one.
	endPages = 30
	// foundMost is how many tasks of a number are returned.
	foundMost = 10
)

// lister lists a page of one queue's tasks in one state.
type lister func(name string, opts ...asynq.ListOption) ([]*asynq.TaskInfo, error)

// waiting looks through both queues of the account.
func (l *Looker) waiting(ctx context.Context, r *Report) Look {
	look := Look{Place: "the queues"}
	counts, err := queue.ReadCounts(ctx, l.rdb, queue.LiveQueue(r.Account), queue.BulkQueue(r.Account))
	if err != nil {
		look.Err = late(ctx, err)
		return look
	}
	var looked, total int64
	whole := true
	for _, c := range counts {
		total += c.Pending + c.Active + c.Retry + c.Scheduled
		n, all, err := l.queue(ctx, r, c)
		looked, whole = looked+n, whole && all
		if err != nil {
			look.Err = late(ctx, err)
			break
		}
	}
	look.Found, look.Far = len(r.Waiting), "all "+figures.Count(total)
	if !whole || look.Err != nil {
		look.Far = fmt.Sprintf("%s of %s tasks: those next in line and those that came last", figures.Count(looked), figures.Count(total))
	}
	return look
}

// queue looks through one queue's tasks, and returns how many those were and whether they were all. Tasks go
// from the end of what is pending to its beginning, and from there to a worker; it goes the same way, so that
// none slips past.
func (l *Looker) queue(ctx context.Context, r *Report, c queue.Counts) (looked int64, whole bool, err error) {
	whole = true
	for _, list := range []struct {
		of    lister
		size  int64
		pages []int
	}{
		{l.inspector.ListPendingTasks, c.Pending, l.bothEnds(c.Pending)},
		{l.inspector.ListActiveTasks, c.Active, l.firstPages(c.Active, pages)},
		{l.inspector.ListRetryTasks, c.Retry, l.firstPages(c.Retry, pages)},
		{l.inspector.ListScheduledTasks, c.Scheduled, l.firstPages(c.Scheduled, pages)},
	} {
		whole = whole && int64(len(list.pages))*l.page >= list.size
		n, err := r.sieveAll(ctx, list.pages, func(n int) ([]*asynq.TaskInfo, error) {
			return list.of(c.Queue, asynq.PageSize(int(l.page)), asynq.Page(n))
		})
		looked += n
		if err != nil {
			return looked, false, fmt.Errorf("list tasks of %s: %w", c.Queue, err)
		}
	}
	if len(r.Waiting) == 0 && !whole {
		return looked, false, l.bare(r, c.Queue)
	}
	return looked, whole, nil
}

// sieveAll keeps the tasks of the number that are on the pages, and reads the last page first. It returns how
// many tasks there were.
func (r *Report) sieveAll(ctx context.Context, numbers []int, read func(number int) ([]*asynq.TaskInfo, error)) (looked int64, err error) {
	for _, n := range slices.Backward(numbers) {
		if err := ctx.Err(); err != nil { // the inspector takes none
			return looked, err
		}
		tasks, err := read(n)
		if errors.Is(err, asynq.ErrQueueNotFound) {
			return looked, nil
		}
		if err != nil {
			return looked, err
		}
		looked += int64(len(tasks))
		r.sieve(tasks)
	}
	return looked, nil
}

// bare asks for the task of an entry that is the number and nothing else, whose
// id can be told, and which may lie deep in a long queue.
func (l *Looker) bare(r *Report, name string) error {
	task, err := l.inspector.GetTaskInfo(name, r.id)
	switch {
	case queue.NoSuchTask(err):
		return nil
	case err != nil:
		return fmt.Errorf("ask for task %s of %s: %w", r.id, name, err)
	case task.State != asynq.TaskStateArchived && task.State != asynq.TaskStateCompleted:
		r.sieve([]*asynq.TaskInfo{task})
	}
	return nil
}

// firstPages are the first pages of a list, numbered from 1.
func (l *Looker) firstPages(size, most int64) []int {
	all := make([]int, min(most, (size+l.page-1)/l.page))
	for i := range all {
		all[i] = i + 1
	}
	return all
}

// bothEnds are the first pages of a list and the last.
func (l *Looker) bothEnds(size int64) []int {
	last := int((size + l.page - 1) / l.page)
	all := l.firstPages(size, endPages)
	for n := max(len(all)+1, last-endPages+1); n <= last; n++ {
		all = append(all, n)
	}
	return all
}

// sieve keeps the tasks of the number.
func (r *Report) sieve(tasks []*asynq.TaskInfo) {
	upper := []byte(queue.NumberKey(r.Number))
	for _, t := range tasks {
		if len(r.Waiting) == foundMost || r.waits(t) || !bytes.Contains(bytes.ToUpper(t.Payload), upper) {
			continue
		}
		entry, err := queue.ParseTask(t.ID, t.Payload)
		if err != nil || queue.NumberKey(entry.Number) != queue.NumberKey(r.Number) {
			continue
		}
		w := Waiting{Queue: t.Queue, State: t.State.String(), Task: t.ID, Carrier: entry.Carrier}
		if t.State == asynq.TaskStateRetry || t.State == asynq.TaskStateScheduled {
			w.Next = t.NextProcessAt
		}
		r.Waiting = append(r.Waiting, w)
	}
}

// waits says whether the task was found already, before it went on.
func (r *Report) waits(t *asynq.TaskInfo) bool {
	return slices.ContainsFunc(r.Waiting, func(w Waiting) bool { return w.Queue == t.Queue && w.Task == t.ID })
}
