package importer

import (
	"fmt"

	"github.com/trackreg/trackreg/internal/importer/ledger"
)

// stop is how feeding ended.
type stop struct {
	ending ledger.Phase
	why    string
}

// stops says whether feeding ends before the source does, and why.
func (r *run) stops() *stop {
	switch {
	case r.isCancelled():
		return &stop{ledger.Cancelled, cancelledWhy}
	case r.abandoned != "":
		return &stop{ledger.Failed, r.abandoned}
	}
	_, tally := r.progress.counted()
	if share := tally.RejectedShare(); r.of.StopAfterRejected > 0 && share >= r.of.StopAfterRejected {
		return &stop{ledger.Stopped, fmt.Sprintf(
			"of the last %d numbers %.0f %% were rejected: look at the failures, mend the source or the import's columns, and run it again",
			ledger.Recent, 100*share)}
	}
	return nil
}

// cancelledWhy is why a cancelled run ended.
const cancelledWhy = "cancelled by hand"

// atEnd is how a run ends whose source was read.
func (f *feeder) atEnd() stop {
	switch {
	case len(f.problems) > 0:
		return stop{ledger.Failed, summary(f.problems)}
	case len(f.parts) == 0:
		return stop{ledger.Finished, "there was nothing new to read"}
	}
	return stop{ending: ledger.Finished}
}

// summary says what the problems of a run are.
func summary(problems []ledger.Problem) string {
	if len(problems) == 1 {
		return problems[0].Message
	}
	return fmt.Sprintf("%d problems, the first: %s", len(problems), problems[0].Message)
}
