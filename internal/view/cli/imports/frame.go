package imports

import (
	"github.com/trackreg/trackreg/internal/display"
	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/importer/ledger"
)

// Frame returns how the run goes as a display shows it.
func (r Run) Frame() display.Frame {
	f := display.Frame{Done: r.Counts.Read - r.Counts.Outstanding(), Whole: r.expected()}
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
	if failed := r.failed(); failed > 0 {
		f.Details = append(f.Details, figures.Count(failed)+" failed")
	}
	if r.ETA != nil {
		f.Details = append(f.Details, "eta "+r.eta())
	}
	return f
}

// expected is how many rows the run will have read, about; 0: not known.
func (r Run) expected() int64 {
	if r.Phase != ledger.Feeding && r.Phase != ledger.Waiting {
		return r.Counts.Read
	}
	if r.Share <= 0 || r.Counts.Read == 0 {
		return 0
	}
	return max(r.Counts.Read, int64(float64(r.Counts.Read)/r.Share))
}

// failed is how many rows were invalid or failed.
func (r Run) failed() int64 {
	c := r.Counts
	return c.Invalid + c.Rejected + c.Exhausted + c.Expired
}
