package importer

import (
	"fmt"

	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/progress"
)

// stop is how feeding ended.
type stop struct {
	ending ledger.Phase
	why    string
}

// stops says whether feeding ends before the source does, and why.
func (r *run) stops() *stop {
	switch {
	case r.progress.IsCancelled():
		return &stop{ledger.Cancelled, progress.CancelledWhy}
	case r.abandoned != "":
		return &stop{ledger.Failed, r.abandoned}
	}
	_, tally := r.progress.Counted()
	if share := tally.RejectedShare(); r.of.StopAfterRejected > 0 && share >= r.of.StopAfterRejected {
		return &stop{ledger.Stopped, fmt.Sprintf(
			"of the last %d numbers %.0f %% were rejected: look at the failures, mend the source or the import's columns, and run it again",
			ledger.Recent, 100*share)}
	}
	return nil
}

// atEnd is how a run ends whose source was read.
func (f *feeder) atEnd() stop {
	if why := f.trouble.Summary(); why != "" {
		return stop{ledger.Failed, why}
	}
	if len(f.parts) == 0 {
		return stop{ledger.Finished, "there was nothing new to read"}
	}
	return stop{ending: ledger.Finished}
}
