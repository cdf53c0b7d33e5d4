package worker

import (
	"context"
	"sync"
	"time"

	"github.com/hibiken/asynq"

	"github.com/trackreg/trackreg/queue"
)

// reapInterval is how often a task that cannot be deleted yet is tried again:
// asynq deletes no active task, and one that has just failed is still active
// for a moment.
const reapInterval = 500 * time.Millisecond

// reaper deletes tasks that have their outcome but would come round again.
type reaper struct {
	inspector shells

	mu   sync.Mutex
	refs map[taskRef]struct{}
	wake chan struct{}
}

// shells is the part of asynq.Inspector that the reaper needs.
type shells interface {
	taskInspector
	DeleteTask(queue, id string) error
}

func newReaper(inspector shells) *reaper {
	return &reaper{inspector: inspector, refs: map[taskRef]struct{}{}, wake: make(chan struct{}, 1)}
}

// add hands a task to the reaper.
func (r *reaper) add(ref taskRef) {
	r.mu.Lock()
	r.refs[ref] = struct{}{}
	r.mu.Unlock()
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// has says that the task has its outcome and only waits to be deleted.
func (r *reaper) has(ref taskRef) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, ok := r.refs[ref]
	return ok
}

// Run deletes until ctx ends. What is left then comes round once more and
// finds its way here again.
func (r *reaper) Run(ctx context.Context) error {
	for {
		var again <-chan time.Time
		if r.sweep(ctx) > 0 {
			again = time.After(reapInterval)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-r.wake:
		case <-again:
		}
	}
}

// sweep tries every task once and returns how many are left.
func (r *reaper) sweep(ctx context.Context) int {
	for _, ref := range r.list() {
		if ctx.Err() != nil {
			break
		}
		if r.reap(ref) {
			r.mu.Lock()
			delete(r.refs, ref)
			r.mu.Unlock()
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.refs)
}

// reap deletes a task and says whether there is nothing left to delete. A task
// that waits without an error is another one: its id has been enqueued anew.
func (r *reaper) reap(ref taskRef) bool {
	info, err := r.inspector.GetTaskInfo(ref.queue, ref.id)
	switch {
	case queue.NoSuchTask(err):
		return true
	case err != nil || info.State == asynq.TaskStateActive:
		return false
	case info.LastErr == "" || info.State == asynq.TaskStateCompleted:
		return true
	}
	err = r.inspector.DeleteTask(ref.queue, ref.id)
	return err == nil || queue.NoSuchTask(err)
}

func (r *reaper) list() []taskRef {
	r.mu.Lock()
	defer r.mu.Unlock()
	refs := make([]taskRef, 0, len(r.refs))
	for ref := range r.refs {
		refs = append(refs, ref)
	}
	return refs
}
