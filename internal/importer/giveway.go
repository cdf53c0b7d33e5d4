package importer

import (
	"context"
	"errors"
	"slices"

	"github.com/hibiken/asynq"

	"github.com/trackreg/trackreg/internal/archived"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/trouble"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/queue"
)

// deletedWhy is why a run ends whose task was deleted.
const deletedWhy = "its task in " + keyspace.ImportsQueue + " was deleted or archived by hand"

// giveWay returns a [*trouble.Later] while another run of the import has begun and not ended: it waits for
// its source to come back. Runs whose task was deleted by hand never will: they are concluded.
func (r *run) giveWay(ctx context.Context) error {
	current, err := r.current(ctx)
	if err != nil {
		return err
	}
	runs, err := r.runs(ctx)
	if err != nil {
		return err
	}
	for _, other := range slices.Backward(runs) {
		if other.ID == r.id || other.Phase.Ended() {
			continue
		}
		gone, err := r.hasNoTask(ctx, other.ID)
		switch {
		case err != nil:
			return err
		case gone:
			if err := r.conclude(ctx, other.ID); err != nil {
				return err
			}
		case other.ID == current:
			return &trouble.Later{Delay: busyDelay, Text: "run " + current + " has not ended"}
		}
	}
	return nil
}

func (r *run) current(ctx context.Context) (id string, err error) {
	err = r.retry.Until(ctx, func(ctx context.Context) error {
		id, err = r.ledger.Current(ctx)
		return err
	})
	return id, err
}

func (r *run) runs(ctx context.Context) (runs []ledger.State, err error) {
	err = r.retry.Until(ctx, func(ctx context.Context) error {
		runs, err = r.ledger.Runs(ctx)
		return err
	})
	return runs, err
}

// hasNoTask says whether the task of a run that has not ended is one that will not come up again.
func (r *run) hasNoTask(ctx context.Context, id string) (gone bool, err error) {
	err = r.retry.Until(ctx, func(context.Context) error {
		task, err := r.inspector.GetTaskInfo(keyspace.ImportsQueue, id)
		if gone = queue.NoSuchTask(err); gone {
			return nil
		}
		gone = err == nil && (task.State == asynq.TaskStateArchived || task.State == asynq.TaskStateCompleted)
		return err
	})
	return gone, err
}

// conclude ends a run that nobody carries out any more, in the place of who would: nothing more is
// read, and what it has queued is waited for.
func (r *run) conclude(ctx context.Context, id string) error {
	r.log.Warn().Str("other", id).Msg("the task of another run is gone: that run is ended first")
	other := newRun(r.o, r.of, id, r.who, ledger.Order{})
	other.abandoned, other.heldFor = deletedWhy, r.heldFor
	err := other.retry.Until(ctx, other.read)
	switch {
	case err != nil || other.state.Phase.Ended():
		return err
	case other.state.Phase == ledger.Waiting:
		err = other.end(ctx, ledger.Failed, deletedWhy)
	default:
		if err := other.retry.Until(ctx, other.beginFollowing); err != nil {
			return err
		}
		err = other.together(ctx, other.work)
	}
	var told *archived.Error // of the other's end
	if errors.As(err, &told) {
		return nil
	}
	return err
}

// newerDue returns the id of a scheduled run of the import that was due after this one; "" where
// there is none, or this one was started by hand. Runs then do not pile up behind a long one.
func (r *run) newerDue(ctx context.Context) (string, error) {
	if r.state.Due == "" {
		return "", nil
	}
	runs, err := r.runs(ctx)
	newer, due := "", r.state.Due
	for _, other := range runs {
		if other.Due > due {
			newer, due = other.ID, other.Due
		}
	}
	return newer, err
}
