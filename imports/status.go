package imports

import (
	"fmt"
	"io"
	"time"

	"github.com/trackreg/trackreg/figures"
)

// WriteStatus writes how the imports go for people: a line for the run of each that most is to
// be said of, and under them why those stand still that do.
func WriteStatus(w io.Writer, standings []Standing) error {
	if len(standings) == 0 {
		return WriteList(w, nil)
	}
	var runs []Run
	for _, s := range standings {
		if run := s.Latest(); run != nil {
			runs = append(runs, *run)
		} else if _, err := fmt.Fprintf(w, "%s: it never ran\n", s.Import); err != nil {
			return err
		}
	}
	return writeRuns(w, runs)
}

// writeRuns writes a line for each run.
func writeRuns(w io.Writer, runs []Run) error {
	if len(runs) == 0 {
		return nil
	}
	table := figures.Table{Columns: []figures.Column{{Head: "RUN"}, {Head: "PHASE"}}}
	for _, head := range []string{
		"READ", "INVALID", "DUPLICATE", "KNOWN", "FAILED BEFORE", "QUEUED", "REGISTERED", "REJECTED", "EXHAUSTED", "REMOVED", "LEFT", "RATE", "ETA",
	} {
		table.Columns = append(table.Columns, figures.Column{Head: head, Right: true})
	}
	for _, run := range runs {
		table.Add(cells(run)...)
	}
	if err := table.Write(w); err != nil {
		return err
	}
	for _, run := range runs {
		if err := writeTrouble(w, run); err != nil {
			return err
		}
	}
	return nil
}

func cells(r Run) []string {
	c := r.Counts
	all := []string{r.ID, string(r.Phase)}
	for _, n := range []int64{
		c.Read, c.Invalid, c.Duplicate, c.Known, c.FailedBefore, c.Queued, c.Registered + c.AlreadyRegistered,
		c.Rejected, c.Exhausted, c.Removed, c.Outstanding(),
	} {
		all = append(all, figures.Count(n))
	}
	if r.Phase.Ended() {
		return all
	}
	return append(all, figures.Rate(r.Rate)+"/s", r.eta())
}

// eta says how long the run will take.
func (r Run) eta() string {
	if r.ETA == nil {
		return "?"
	}
	return figures.Span(time.Duration(*r.ETA * float64(time.Second)))
}

// writeTrouble says in a line what is not as it should be with a run, if anything is.
func writeTrouble(w io.Writer, r Run) error {
	text := r.Why
	if n := len(r.Problems); n > 0 {
		if text != "" {
			text += "; "
		}
		text += figures.Many(n, "problem") + ", the first: " + problemLine(r.Problems[0])
	}
	if text == "" {
		return nil
	}
	_, err := fmt.Fprintf(w, "%s: %s\n", r.ID, text)
	return err
}
