package ledger

import (
	"context"
	_ "embed"
	"time"
)

var (
	//go:embed trouble.lua
	troubleLua    string
	troubleScript = newHeldScript(troubleLua)
	//go:embed resume.lua
	resumeLua    string
	resumeScript = newHeldScript(resumeLua)
)

// Trouble says that a trouble of the source's that may pass has stopped the run. It returns how
// many there were in a row without a row read between, and for how long.
func (r *Run) Trouble(ctx context.Context, why string) (inRow int, since time.Duration, err error) {
	return r.trouble(ctx, why, "troubles", "troubled_since")
}

// Unknown says that a worker has found the run to be of an import that its settings do not have.
// It returns how often that was in a row, without [Run.Resume] between, and for how long.
func (r *Run) Unknown(ctx context.Context, why string) (inRow int, since time.Duration, err error) {
	return r.trouble(ctx, why, "unknown", "unknown_since")
}

// Unsettled says that the run waits for files that are still being written, and returns for how
// long it has.
func (r *Run) Unsettled(ctx context.Context, why string) (since time.Duration, err error) {
	_, since, err = r.trouble(ctx, why, "unsettled", "unsettled_since")
	return since, err
}

func (r *Run) trouble(ctx context.Context, why, count, began string) (inRow int, since time.Duration, err error) {
	answer, err := r.step(ctx, troubleScript, "note a trouble", nil, why, count, began)
	if err != nil {
		return 0, 0, err
	}
	return int(answer[1]), time.Duration(answer[2]) * time.Millisecond, nil
}

// Resume says that a worker that has the import in its settings goes on with the run.
func (r *Run) Resume(ctx context.Context) error {
	_, err := r.step(ctx, resumeScript, "go on", nil)
	return err
}
