package importer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/hibiken/asynq"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/gathering"
	"github.com/trackreg/trackreg/internal/importer/follow"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/trouble"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/retry"
)

const (
	// cancelInterval is how often is looked whether a cancelled run has ended.
	cancelInterval = 200 * time.Millisecond
	// cancelHeld is how long numbers are waited for that a worker holds, when no worker carries
	// out the import: they may be those of one that died.
	cancelHeld = 5 * time.Second
)

// ErrNothingRuns says that no run of an import is to be cancelled.
var ErrNothingRuns = errors.New("no run of the import is under way or waiting")

// Cancel cancels the runs of an import that have not ended, of which o names the Redis, and blocks
// until they have or ctx ends. What they have queued and is not sent is taken back. A worker that
// carries a run out does so; where none does, this process does it. It returns the runs as they are
// then. One that has not ended has numbers with a worker that holds no import, or with one that
// died: they are taken back when they come to light.
//
// Errors: [ErrNothingRuns], ctx.Err(), or Redis's.
func Cancel(ctx context.Context, o Options, of configs.Import) ([]ledger.State, error) {
	book := ledger.New(o.Redis, of.Account, of.Name)
	runs, err := book.Runs(ctx)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, run := range runs {
		asked, err := book.Cancel(ctx, run.ID)
		if err != nil {
			return nil, err
		}
		if asked {
			ids = append(ids, run.ID)
		}
	}
	if len(ids) == 0 {
		return nil, fmt.Errorf("import %s of account %s: %w", of.Name, of.Account, ErrNothingRuns)
	}
	states := make([]ledger.State, len(ids))
	for i, id := range slices.Backward(ids) { // the oldest first: those behind it wait for it
		if states[i], err = cancelRun(ctx, o.withDefaults(), of, id); err != nil {
			return states, err
		}
	}
	return states, nil
}

// cancelRun waits until a run that is asked to end has, and ends it where no worker does.
func cancelRun(ctx context.Context, o Options, of configs.Import, id string) (ledger.State, error) {
	book := ledger.New(o.Redis, of.Account, of.Name)
	for {
		state, err := book.State(ctx, id)
		if err != nil || state.Phase.Ended() {
			return state, err
		}
		r := newRun(o, of, id, o.Me+"-cancel-"+uuid.NewString()[:8], ledger.Order{})
		r.heldFor = cancelHeld
		err = r.carryOut(ctx)
		var busy *trouble.Later
		switch {
		case err == nil:
			r.deleteTask()
		case errors.Is(err, follow.ErrHeld):
			return book.State(ctx, id)
		case errors.As(err, &busy), errors.Is(err, ledger.ErrLost): // a worker has it
		default:
			return state, err
		}
		if err := retry.Wait(ctx, cancelInterval); err != nil {
			return state, err
		}
	}
}

// deleteTask deletes the task of a run that was ended without it. One that a worker takes up
// nevertheless finds that out.
func (r *run) deleteTask() {
	inspector := asynq.NewInspectorFromRedisClient(gathering.New(r.o.Redis))
	_ = inspector.DeleteTask(keyspace.ImportsQueue, r.id)
}
