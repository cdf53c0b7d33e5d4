package ledger

import (
	"context"
	_ "embed"
)

// Recent is how many of a run's latest outcomes are looked at for what was rejected.
const Recent = 1000

//go:embed count.lua
var countLua string

var countScript = newKeepingScript(countLua)

// Ended is a row whose task has come to its end.
type Ended struct {
	Ordinal int64      // 0 or more
	As      string     // an outcome that counts, see [Counts]
	Failed  *FailedRow // the row, if it failed; nil: it is not kept
}

// Tally is what the outcomes of a run have come to.
type Tally struct {
	Counted int64 // now: those that had not been counted before
	Done    int64 // in all
	// Rejected is how many of the latest Recent outcomes, which are at most 1,000, were so.
	Rejected, Recent int64
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
// the run has not come to are passed over.
func (r *Run) Count(ctx context.Context, ended []Ended) (Tally, error) {
	args, err := countArgs(ended)
	if err != nil {
		return Tally{}, r.wrap("count outcomes", err)
	}
	answer, err := r.step(ctx, countScript, "count outcomes", []string{r.bitsKey(r.id), r.rowsKey(r.id)}, args...)
	if err != nil {
		return Tally{}, err
	}
	return Tally{Counted: answer[1], Done: answer[2], Rejected: answer[3], Recent: answer[4]}, nil
}

func countArgs(ended []Ended) ([]any, error) {
	var failed []FailedRow
	for _, e := range ended {
		if e.Failed != nil {
			row := *e.Failed
			row.Ordinal = e.Ordinal
			failed = append(failed, row)
		}
	}
	made, err := packs(failed)
	if err != nil {
		return nil, err
	}
	args := make([]any, 0, 4+3*len(made)+2*len(ended))
	args = packArgs(append(args, Recent, RowsKept, perBucket, len(made)), made)
	for _, e := range ended {
		args = append(args, e.Ordinal, e.As)
	}
	return args, nil
}
