package imports

import (
	"fmt"
	"io"
	"strings"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/printable"
	"github.com/trackreg/trackreg/internal/standing"
)

// WriteReport writes all that is known of a run for people: how far it is, what was read, what
// became of it, what went wrong, and what to do next.
func WriteReport(w io.Writer, r standing.Run) error {
	if _, err := fmt.Fprintf(w, "%s  %s\n\n", r.ID, strings.Join(progress(r), ", ")); err != nil {
		return err
	}
	table := tableOf(r.Counts.All())
	if left := r.Counts.Outstanding(); left > 0 {
		table.Add("outstanding", figures.Count(left), "queued, without an outcome yet")
	}
	if err := table.Write(w); err != nil {
		return err
	}
	if err := writeUnderstood(w, r); err != nil {
		return err
	}
	if err := writeProblems(w, r.Problems); err != nil {
		return err
	}
	return writeNext(w, r)
}

// progress says how far the run is.
func progress(r standing.Run) []string {
	parts := []string{string(r.Phase)}
	if r.Phase.Ended() {
		if !r.Started.IsZero() {
			parts = append(parts, "after "+figures.Span(r.Ended.Sub(r.Started)))
		}
	} else if r.Phase != ledger.Waiting {
		if r.Phase == ledger.Feeding && r.Share >= 0 {
			parts = append(parts, figures.Share(r.Share, 1)+" read")
		}
		parts = append(parts, figures.Rate(r.Rate)+"/s", "eta "+eta(r))
	}
	if !r.Started.IsZero() {
		parts = append(parts, "started "+figures.Moment(r.Started))
	}
	if r.Why != "" {
		parts = append(parts, printable.Text(r.Why))
	}
	return parts
}

// writeUnderstood says how the part that was opened last is read: which column gives what.
func writeUnderstood(w io.Writer, r standing.Run) error {
	if len(r.Understood) == 0 {
		return nil
	}
	_, err := fmt.Fprintf(w, "\n%s\n", strings.Join(shown(r.Understood), "\n  "))
	return err
}

// shown are lines of which each stays one.
func shown(lines []string) []string {
	all := make([]string, len(lines))
	for i, line := range lines {
		all[i] = printable.Text(line)
	}
	return all
}

// writeProblems lists what went wrong.
func writeProblems(w io.Writer, problems []ledger.Problem) error {
	if len(problems) == 0 {
		return nil
	}
	if _, err := fmt.Fprint(w, "\nproblems:\n"); err != nil {
		return err
	}
	for _, p := range problems {
		if _, err := fmt.Fprintf(w, "  %s\n", problemLine(p)); err != nil {
			return err
		}
	}
	return nil
}

// problemLine says where the problem is, and what.
func problemLine(p ledger.Problem) string {
	place := p.Part
	if p.Line > 0 {
		place += fmt.Sprintf(":%d", p.Line)
	}
	if place == "" || strings.HasPrefix(p.Message, p.Part) {
		return printable.Text(p.Message)
	}
	return printable.Text(place + ": " + p.Message)
}

// writeNext says what to do about the rows that failed.
func writeNext(w io.Writer, r standing.Run) error {
	failed := r.Failed()
	if failed == 0 {
		return nil
	}
	rows := figures.Many(failed, "row") + " failed or are"
	if failed == 1 {
		rows = "1 row failed or is"
	}
	_, err := fmt.Fprintf(w, "\n%s invalid. With code, message and remedy beside each:\n  trackreg import failures %s %s --file mend.csv\n",
		rows, r.Import, r.ID)
	return err
}
