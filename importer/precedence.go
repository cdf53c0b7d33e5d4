package importer

import (
	"context"
	"errors"

	"github.com/hibiken/asynq"

	"github.com/trackreg/trackreg/importer/ledger"
	"github.com/trackreg/trackreg/queue"
)

// giveWay returns a [*later] while another run of the import has begun and not ended: it waits for
// its source to come back. One whose task was deleted by hand never will, and is closed.
func (r *run) giveWay(ctx context.Context) error {
	other, err := r.ledger.Current(ctx)
	if err != nil || other == "" || other == r.id {
		return err
	}
	task, err := r.inspector.GetTaskInfo(queue.ImportsQueue, other)
	switch {
	case errors.Is(err, asynq.ErrTaskNotFound), errors.Is(err, asynq.ErrQueueNotFound):
	case err != nil:
		return err
	case task.State != asynq.TaskStateArchived && task.State != asynq.TaskStateCompleted:
		return &later{delay: busyDelay, text: "run " + other + " has not ended"}
	}
	r.log.Warn().Str("other", other).Msg("the task of another run is gone: closing that run")
	return r.ledger.Run(other, r.who).End(ctx, ledger.Failed, "its task in "+queue.ImportsQueue+" was deleted or archived by hand")
}

// newerDue returns the id of a scheduled run of the import that was due after this one; "" where
// there is none, or this one was started by hand. Runs then do not pile up behind a long one.
func (r *run) newerDue(ctx context.Context) (string, error) {
	if r.state.Due == "" {
		return "", nil
	}
	var newer string
	err := r.redis.insist(ctx, func(ctx context.Context) error {
		runs, err := r.ledger.Runs(ctx)
		due := r.state.Due
		for _, other := range runs {
			if other.Due > due {
				newer, due = other.ID, other.Due
			}
		}
		return err
	})
	return newer, err
}
