package erase

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/hibiken/asynq"

	"github.com/trackreg/trackreg/internal/salvage"
	"github.com/trackreg/trackreg/queue"
)

// tasksRead is how many tasks are read at once; a payload has 16 KiB at most, or is no entry.
const tasksRead = 500

// lister is one of asynq's lists of tasks.
type lister func(queue string, opts ...asynq.ListOption) ([]*asynq.TaskInfo, error)

// queues deletes the number's tasks, in whatever state, but those that a worker has in hand.
func (e *Eraser) queues(ctx context.Context, t target) (Trace, error) {
	trace := Trace{Place: "the queues and their archives"}
	names, err := e.inspector.Queues()
	if err != nil {
		return trace, err
	}
	for _, name := range names {
		if !strings.HasPrefix(name, t.account+"-") {
			continue
		}
		for _, list := range []lister{
			e.inspector.ListPendingTasks, e.inspector.ListScheduledTasks, e.inspector.ListRetryTasks, e.inspector.ListArchivedTasks,
			e.inspector.ListCompletedTasks, e.inspector.ListActiveTasks,
		} {
			if err := e.tasks(ctx, t, name, list, &trace); err != nil {
				return trace, err
			}
		}
	}
	return trace, nil
}

// tasks goes through a list before it deletes: pages of a list that shrinks would pass tasks over.
func (e *Eraser) tasks(ctx context.Context, t target, name string, list lister, trace *Trace) error {
	var its []*asynq.TaskInfo
	for page := 1; ctx.Err() == nil; page++ {
		tasks, err := list(name, asynq.PageSize(tasksRead), asynq.Page(page))
		if queue.NoSuchTask(err) {
			return nil
		}
		if err != nil {
			return err
		}
		for _, task := range tasks {
			number := numberOf(task)
			mentioned := t.mentions(task.ID) || t.mentions(string(task.Payload))
			switch {
			case t.is(number), mentioned && number == "":
				its = append(its, task)
			case mentioned:
				trace.add(1, 1, "the task of another number names it: "+task.ID)
			}
		}
		if len(tasks) < tasksRead {
			break
		}
	}
	for _, task := range its {
		left, err := e.deleteTask(t, task)
		if err != nil {
			return err
		}
		trace.add(1, left, "it is with a worker, or was when that died: try again")
	}
	return ctx.Err()
}

// deleteTask deletes a task and returns 1 if it is left.
func (e *Eraser) deleteTask(t target, task *asynq.TaskInfo) (left int, err error) {
	if t.only {
		return 1, nil
	}
	err = e.inspector.DeleteTask(task.Queue, task.ID)
	switch {
	case err == nil, errors.Is(err, asynq.ErrTaskNotFound), errors.Is(err, asynq.ErrQueueNotFound):
		return 0, nil
	case slices.Contains([]asynq.TaskState{asynq.TaskStateActive, asynq.TaskStatePending}, task.State):
		return 1, nil // a worker has taken it
	}
	return 1, err
}

// numberOf is the number of a task, also of one that is no entry.
func numberOf(task *asynq.TaskInfo) string {
	if entry, err := queue.ParseTask(task.ID, task.Payload); err == nil {
		return entry.Number
	}
	return salvage.Entry(task.Payload).Number
}

// add counts traces; why is told of those that are left.
func (t *Trace) add(found, left int, why string) {
	t.Found += found
	if t.Left += left; left > 0 {
		t.Why = why
	}
}
