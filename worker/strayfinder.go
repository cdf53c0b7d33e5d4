package worker

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/hibiken/asynq"
	"github.com/rs/zerolog"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/strays"
	"github.com/trackreg/trackreg/queue"
)

const (
	// strayInterval is how often active tasks are compared with what processes work on.
	strayInterval = 30 * time.Second
	// strayAfter is two of asynq's lease times: whoever works on a task has said so by then, by its
	// lease and to the list of what servers do.
	strayAfter = 60 * time.Second
	// againPrefix begins the id of the task in a stray's place. What follows is the stray's own id, by
	// which an entry is known again.
	againPrefix = "again:"
)

// strayFinder finds active tasks that nobody works on, and queues each anew, once: asynq looks at
// leases alone, and has no command that moves an active task. The stray itself stays where it is and
// is named, until a hand removes it. One process per account does it at a time.
type strayFinder struct {
	gate   *gate.Gate
	tasks  activeTasks
	again  enqueuer
	record *strays.Record
	sizes  func(ctx context.Context, queue string) (queue.Counts, error)
	leased func(ctx context.Context, queue string, ids []string) (map[string]bool, error)
	queues []string
	me     string
	redis  *redisWatch
	now    func() time.Time
	log    zerolog.Logger

	seen   map[string]time.Time // by queue and id: since when nobody works on it
	looked time.Time            // when the last look began that went to its end
}

// activeTasks is the part of asynq.Inspector that says who works on what.
type activeTasks interface {
	ListActiveTasks(queue string, opts ...asynq.ListOption) ([]*asynq.TaskInfo, error)
	Servers() ([]*asynq.ServerInfo, error)
	GetTaskInfo(queue, id string) (*asynq.TaskInfo, error)
	DeleteTask(queue, id string) error
}

// enqueuer is the part of asynq.Client that queues a task.
type enqueuer interface {
	EnqueueContext(ctx context.Context, task *asynq.Task, opts ...asynq.Option) (*asynq.TaskInfo, error)
}

// Run looks until ctx ends.
func (f *strayFinder) Run(ctx context.Context) error {
	return every(ctx, strayInterval, f.redis, f.step)
}

// step looks once, if this process leads.
func (f *strayFinder) step(ctx context.Context) error {
	return role{"strays", f.me, 3 * strayInterval}.step(ctx, f.gate, f.look)
}

func (f *strayFinder) look(ctx context.Context) error {
	begun := f.now()
	if begun.Sub(f.looked) > 2*strayInterval {
		f.seen = nil // whoever looked meanwhile, or nobody did: a task may have come and gone
	}
	noted, err := f.record.All(ctx)
	if err != nil {
		return err
	}
	left := map[string]time.Time{}
	for _, q := range f.queues {
		idle, err := f.idle(ctx, q)
		if err != nil {
			return err
		}
		for _, t := range idle {
			key := q + "/" + t.ID
			since, before := f.seen[key]
			if !before {
				since = f.now()
			}
			left[key] = since
			if at := slices.IndexFunc(noted, func(s strays.Stray) bool { return s.Queue == q && s.Task == t.ID }); at >= 0 {
				noted = slices.Delete(noted, at, at+1)
				continue
			}
			if f.now().Sub(since) < strayAfter {
				continue
			}
			if err := f.bringBack(ctx, t, since); err != nil {
				return err
			}
		}
	}
	f.seen, f.looked = left, begun
	return f.record.Remove(ctx, noted...)
}

// idle are the queue's active tasks that no server lists and whose lease, if there is one, is not
// over: those asynq brings back itself. Where every active task has a lease nothing is listed.
func (f *strayFinder) idle(ctx context.Context, q string) ([]*asynq.TaskInfo, error) {
	counts, err := f.sizes(ctx, q)
	if err != nil || counts.Active <= counts.Leased {
		return nil, err
	}
	worked, err := f.workedOn(q)
	if err != nil {
		return nil, err
	}
	var idle []*asynq.TaskInfo
	for page := pagesOf(counts.Active); page >= 1 && ctx.Err() == nil; page-- {
		tasks, err := f.tasks.ListActiveTasks(q, asynq.PageSize(janitorPage), asynq.Page(page))
		if err != nil {
			return nil, ignoreMissing(err)
		}
		for _, t := range tasks {
			if !t.IsOrphaned && !worked[t.ID] {
				idle = append(idle, t)
			}
		}
	}
	return f.leaseless(ctx, q, idle)
}

// leaseless are those of the tasks that have no lease, running or over.
func (f *strayFinder) leaseless(ctx context.Context, q string, tasks []*asynq.TaskInfo) ([]*asynq.TaskInfo, error) {
	ids := make([]string, len(tasks))
	for i, t := range tasks {
		ids[i] = t.ID
	}
	leased, err := f.leased(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(tasks, func(t *asynq.TaskInfo) bool { return leased[t.ID] }), nil
}

// workedOn are the tasks of the queue that servers say they work on.
func (f *strayFinder) workedOn(q string) (map[string]bool, error) {
	servers, err := f.tasks.Servers()
	if err != nil {
		return nil, err
	}
	worked := map[string]bool{}
	for _, server := range servers {
		for _, w := range server.ActiveWorkers {
			if w.Queue == q {
				worked[w.TaskID] = true
			}
		}
	}
	return worked, nil
}

// bringBack queues a stray anew and notes it. A crash between the two queues it twice only if the
// first has come to its end before the second look, which costs a call and no quota.
func (f *strayFinder) bringBack(ctx context.Context, t *asynq.TaskInfo, since time.Time) error {
	options := []asynq.Option{asynq.TaskID(againPrefix + t.ID), asynq.Queue(t.Queue), asynq.MaxRetry(t.MaxRetry), asynq.Retention(t.Retention)}
	if !t.Deadline.IsZero() {
		options = append(options, asynq.Deadline(t.Deadline))
	}
	if t.Timeout > 0 {
		options = append(options, asynq.Timeout(t.Timeout))
	}
	_, err := f.again.EnqueueContext(ctx, asynq.NewTask(t.Type, t.Payload), options...)
	if errors.Is(err, asynq.ErrTaskIDConflict) && f.clearEnded(t.Queue, againPrefix+t.ID) {
		_, err = f.again.EnqueueContext(ctx, asynq.NewTask(t.Type, t.Payload), options...)
	}
	if err != nil && !errors.Is(err, asynq.ErrTaskIDConflict) {
		return err
	}
	f.log.Warn().Str("queue", t.Queue).Str("task", t.ID).Str("again", againPrefix+t.ID).
		Msg("a task was active with no process and no lease: it is queued anew")
	return f.record.Put(ctx, strays.Stray{Task: t.ID, Queue: t.Queue, Since: since.UTC(), Again: againPrefix + t.ID})
}

// clearEnded deletes a task that came in a stray's place before and has ended, as archived and
// retained ones have, and says whether it did.
func (f *strayFinder) clearEnded(q, id string) bool {
	before, err := f.tasks.GetTaskInfo(q, id)
	if err != nil || before.State != asynq.TaskStateArchived && before.State != asynq.TaskStateCompleted {
		return false
	}
	return f.tasks.DeleteTask(q, id) == nil
}
