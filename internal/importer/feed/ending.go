package feed

import (
	"fmt"

	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/progress"
)

// ending is how a run ends when what it has queued has, and why.
type ending struct {
	phase ledger.Phase
	why   string
}

// endsEarly says how the run ends if its feeding ends before the source does; nil: it goes on.
func (r Run) endsEarly() *ending {
	switch {
	case r.Progress.IsCancelled():
		return &ending{ledger.Cancelled, progress.CancelledWhy}
	case r.Abandoned != "":
		return &ending{ledger.Failed, r.Abandoned}
	}
	_, tally := r.Progress.Counted()
	if share := tally.RejectedShare(); r.Import.StopAfterRejected > 0 && share >= r.Import.StopAfterRejected {
		return &ending{ledger.Stopped, fmt.Sprintf(
			"of the last %d numbers %.0f %% were rejected: look at the failures, mend the source or the import's columns, and run it again",
			ledger.Recent, 100*share)}
	}
	return nil
}

// atEnd is how a run ends whose source was read.
func (f *feeder) atEnd() ending {
	if why := f.run.Trouble.Summary(); why != "" {
		return ending{ledger.Failed, why}
	}
	if len(f.parts) == 0 {
		return ending{ledger.Finished, "there was nothing new to read"}
	}
	return ending{phase: ledger.Finished}
}
