package imports

import (
	"github.com/trackreg/trackreg/internal/display"
	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/standing"
)

// Frame returns how the run goes as a display shows it.
func Frame(r standing.Run) display.Frame {
	f := display.Frame{Done: r.Counts.Read - r.Counts.Outstanding(), Whole: expected(r)}
	whole := "?"
	if f.Whole > 0 || r.Phase == ledger.Settling || r.Phase.Ended() {
		whole = figures.Count(f.Whole)
		if f.Whole > r.Counts.Read {
			whole = "about " + whole
		}
	}
	f.Head = figures.Count(f.Done) + " of " + whole
	f.Details = []string{string(r.Phase)}
	if r.Phase == ledger.Waiting {
		return f
	}
	f.Details = append(f.Details, figures.Rate(r.Rate)+"/s", figures.Count(r.Counts.Outstanding())+" queued")
	if failed := r.Failed(); failed > 0 {
		f.Details = append(f.Details, figures.Count(failed)+" failed")
	}
	if r.ETA != nil {
		f.Details = append(f.Details, "eta "+eta(r))
	}
	return f
}

// expected is how many rows the run will have read, about; 0: not known.
func expected(r standing.Run) int64 {
	if r.Phase != ledger.Feeding && r.Phase != ledger.Waiting {
		return r.Counts.Read
	}
	if r.Share <= 0 || r.Counts.Read == 0 {
		return 0
	}
	return max(r.Counts.Read, int64(float64(r.Counts.Read)/r.Share))
}
