package imports

import (
	"fmt"
	"io"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/standing"
)

// runsListed is how many runs are listed for people under the one that most is to be said of.
const runsListed = 10

// WriteOne writes how an import goes for people: all of its latest run, and a line for each of
// some that went before.
func WriteOne(w io.Writer, s standing.Import) error {
	latest := s.Latest()
	if latest == nil {
		return WriteStatus(w, []standing.Import{s})
	}
	if err := WriteReport(w, *latest); err != nil {
		return err
	}
	if s.Looked != nil {
		if _, err := fmt.Fprintln(w); err != nil {
			return err
		}
		if err := writeLooked(w, s); err != nil {
			return err
		}
	}
	var others []standing.Run
	for i := range s.Runs {
		if &s.Runs[i] != latest && len(others) < runsListed {
			others = append(others, s.Runs[i])
		}
	}
	if len(others) == 0 {
		return nil
	}
	if _, err := fmt.Fprintln(w); err != nil {
		return err
	}
	return writeRuns(w, others)
}

// WriteCancelled says for people what became of runs that were cancelled.
func WriteCancelled(w io.Writer, runs []ledger.State) error {
	for _, run := range runs {
		text := fmt.Sprintf("%s is %s; %s taken back", run.ID, run.Phase, figures.Many(run.Counts.Cancelled, "number"))
		if left := run.Counts.Outstanding(); left > 0 {
			text += fmt.Sprintf(", %s still with a worker", figures.Count(left))
		}
		if _, err := fmt.Fprintln(w, text); err != nil {
			return err
		}
	}
	return nil
}
