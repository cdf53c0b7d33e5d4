package queue

import (
	"errors"
	"fmt"

	"github.com/hibiken/asynq"
)

// twinRounds is how often an entry is enqueued again after the task that had
// its id was found to have ended. A second round is needed when another
// process enqueues, runs or deletes the task in between; more are not seen.
const twinRounds = 8

// clearTwin looks at the task that already has the receipt's id. It reports
// busy when that is waiting or being worked on. One that has ended it deletes,
// so that the entry can be enqueued anew with no attempts spent; asynq's
// RunTask would keep them. A crash between the two loses nothing: the failures
// record holds what was archived. ErrStuck is no last word: the task may just
// have been set to work.
func (p *Producer) clearTwin(r Receipt) (busy bool, err error) {
	twin, err := p.inspector.GetTaskInfo(r.Queue, r.TaskID)
	switch {
	case errors.Is(err, asynq.ErrTaskNotFound):
		return false, nil
	case errors.Is(err, asynq.ErrQueueNotFound):
		p.renew()
		return false, nil
	case err != nil:
		return false, fmt.Errorf("look up task %s: %w", r.TaskID, err)
	case !ended(twin.State):
		return true, nil
	}
	err = p.inspector.DeleteTask(r.Queue, r.TaskID)
	if err != nil && !errors.Is(err, asynq.ErrTaskNotFound) {
		return false, fmt.Errorf("%w: %w", ErrStuck, err)
	}
	return false, nil
}

func ended(s asynq.TaskState) bool {
	return s == asynq.TaskStateArchived || s == asynq.TaskStateCompleted
}
