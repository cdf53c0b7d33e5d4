package importer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/gathering"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/keyspace"
)

const (
	// taskTimeout is how long a run may be with one worker before it is taken up anew.
	taskTimeout = 30 * 24 * time.Hour
	// taskTries is how often asynq counts a failure before it archives a run: it counts none.
	taskTries = 1000
	// taskKept is how long asynq keeps a run that has ended, and with it its id, at least.
	taskKept = 7 * 24 * time.Hour
)

// ErrStarted says that there is a run of this id already.
var ErrStarted = errors.New("this run was started already")

// payload is what the task of a run says; the run's id is the task's.
type payload struct {
	Import  string `json:"import"`
	Account string `json:"account"`
	Due     string `json:"due,omitempty"`
	Force   bool   `json:"force,omitempty"`
}

// By is what starts a run.
type By struct {
	// Due is the wall time at which the run was due by its schedule; "": it is started by hand.
	Due string
	// At is when a hand starts it.
	At time.Time
	// Force has it go round the known numbers.
	Force bool
}

// RunID returns the id of the run of an import that is started so: NAME@WALL-TIME by the schedule,
// NAME@TIME in UTC with seconds by hand.
func RunID(name string, by By) string {
	if by.Due != "" {
		return name + "@" + by.Due
	}
	return name + "@" + by.At.UTC().Format(time.RFC3339)
}

// Start queues a run of the import for any worker that runs imports, and returns its id.
// [ErrStarted] says that there is a run of that id; to repeat it after another error is safe.
func Start(ctx context.Context, rdb redis.UniversalClient, of configs.Import, by By) (string, error) {
	id, book := RunID(of.Name, by), ledger.New(rdb, of.Account, of.Name)
	// The task of a run that was cancelled before it began is gone; the ledger still has the run.
	if before, err := book.State(ctx, id); err == nil && before.Phase.Ended() {
		return id, fmt.Errorf("start %s: %w", id, ErrStarted)
	} else if err != nil && !errors.Is(err, ledger.ErrNoRun) {
		return id, err
	}
	text, err := json.Marshal(payload{Import: of.Name, Account: of.Account, Due: by.Due, Force: by.Force})
	if err != nil {
		return id, fmt.Errorf("start %s: %w", id, err)
	}
	if err := enqueue(ctx, rdb, asynq.NewTask(keyspace.ImportType, text), asynq.TaskID(id), asynq.Retention(max(taskKept, 2*of.CatchUp))); err != nil {
		return id, fmt.Errorf("start %s: %w", id, err)
	}
	// A worker that has begun it by now has entered it.
	return id, book.Add(ctx, id, ledger.Order{Due: by.Due, Force: by.Force})
}

// enqueue makes the task of a run. The error is Redis's own, not asynq's text of it.
func enqueue(ctx context.Context, rdb redis.UniversalClient, task *asynq.Task, opts ...asynq.Option) error {
	var cause error
	opts = append(opts, asynq.Queue(keyspace.ImportsQueue), asynq.Timeout(taskTimeout), asynq.MaxRetry(taskTries))
	_, err := asynq.NewClientFromRedisClient(gathering.New(rdb)).EnqueueContext(gathering.WithCause(ctx, &cause), task, opts...)
	switch {
	case errors.Is(err, asynq.ErrTaskIDConflict):
		return ErrStarted
	case err != nil && cause != nil:
		return cause
	}
	return err
}
