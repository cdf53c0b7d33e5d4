package ledger

import (
	"context"
	_ "embed"
)

// Recent is how many of a run's latest outcomes are looked at for what was rejected.
const Recent = 1000

//go:embed count.lua
var countLua string

var countScript = newKeepingScript(believedLua + countLua)

//go:embed heed.lua
var heedLua string

var heedScript = newHeldScript(believedLua + heedLua)

// Ended is a row whose task has come to its end.
type Ended struct {
	Ordinal int64      // 0 or more
	As      string     // an outcome that counts, see [Counts]
	Task    *Task      // which says so; nil: the run itself, as of a row whose task is gone
	Failed  *FailedRow // the row, if it failed; nil: it is not kept
}

// Tally is what the outcomes of a run have come to.
type Tally struct {
	Counted int64 // now: those that had not been counted before
	Done    int64 // in all
	// Rejected is how many of the latest Recent outcomes, which are at most 1,000, were so.
	Rejected, Recent int64
	// Disbelieved are those that were no row's own: it was not queued as the task that they are of.
	Disbelieved int64
}

// RejectedShare is the share of the latest 1,000 outcomes that were rejected; 0 before there are
// so many.
func (t Tally) RejectedShare() float64 {
	if t.Recent < Recent {
		return 0
	}
	return float64(t.Rejected) / float64(t.Recent)
}

// Count counts rows that have come to their end, each once, however often it is told. Rows that
// the run has not come to are passed over, and so is what a task says that is not the row's.
func (r *Run) Count(ctx context.Context, ended []Ended) (Tally, error) {
	heeded, err := r.heed(ctx, ended)
	if err != nil {
		return Tally{}, err
	}
	args, err := countArgs(ended, heeded)
	if err != nil {
		return Tally{}, r.wrap("count outcomes", err)
	}
	keys := []string{r.bitsKey(r.id), r.tasksKey(r.id), r.rowsKey(r.id)}
	answer, err := r.step(ctx, countScript, "count outcomes", keys, args...)
	if err != nil {
		return Tally{}, err
	}
	return Tally{Counted: answer[1], Done: answer[2], Rejected: answer[3], Recent: answer[4], Disbelieved: answer[5]}, nil
}

// heed returns those of the failed rows that are to be kept: what a task says that is not the row's
// must not stand in the place of what became of it.
func (r *Run) heed(ctx context.Context, ended []Ended) ([]FailedRow, error) {
	var failed []FailedRow
	var args []any
	for _, e := range ended {
		if e.Failed != nil {
			row := *e.Failed
			row.Ordinal = e.Ordinal
			failed = append(failed, row)
			args = append(args, e.Ordinal, e.Task.text())
		}
	}
	if len(failed) == 0 {
		return nil, nil
	}
	answer, err := r.step(ctx, heedScript, "look whose outcomes these are", []string{r.bitsKey(r.id), r.tasksKey(r.id)}, args...)
	if err != nil {
		return nil, err
	}
	heeded := failed[:0]
	for i, row := range failed {
		if answer[1+i] == 1 {
			heeded = append(heeded, row)
		}
	}
	return heeded, nil
}

func countArgs(ended []Ended, failed []FailedRow) ([]any, error) {
	made, err := packs(failed)
	if err != nil {
		return nil, err
	}
	args := make([]any, 0, 4+3*len(made)+3*len(ended))
	args = packArgs(append(args, Recent, RowsKept, perBucket, len(made)), made)
	for _, e := range ended {
		args = append(args, e.Ordinal, e.As, e.Task.text())
	}
	return args, nil
}
