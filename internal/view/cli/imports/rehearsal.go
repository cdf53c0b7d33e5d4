package imports

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/printable"
	"github.com/trackreg/trackreg/internal/rows/preview"
)

// partsListed is how many parts a rehearsal lists for people.
const partsListed = 20

// WriteRehearsal writes for people what a run would do and what it would cost.
func WriteRehearsal(w io.Writer, r Rehearsal) error {
	for _, section := range []func(Rehearsal) []string{partLines, countLines, costLines, sampleLines, invalidLines, kindLines, problemLines} {
		lines := section(r)
		if len(lines) == 0 {
			continue
		}
		if _, err := fmt.Fprintln(w, strings.Join(lines, "\n")+"\n"); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(w, "this was a dry run: nothing is queued")
	return err
}

// partLines say what was read.
func partLines(r Rehearsal) []string {
	var lines []string
	for _, part := range r.Parts[:min(len(r.Parts), partsListed)] {
		size := ""
		if part.Size >= 0 {
			size = ", " + figures.Bytes(part.Size)
		}
		lines = append(lines, fmt.Sprintf("%s: %s%s", printable.Text(part.Name), figures.Many(part.Rows, "row"), size))
		for _, line := range shown(part.Understood) {
			lines = append(lines, "  "+line)
		}
	}
	if more := len(r.Parts) - partsListed; more > 0 {
		lines = append(lines, fmt.Sprintf("… and %s more", figures.Count(more)))
	}
	if len(r.Parts) == 0 {
		lines = append(lines, "there is nothing new to read")
	}
	if r.Before > 0 {
		lines = append(lines, fmt.Sprintf("%s of the source finished by earlier runs", figures.Many(r.Before, "part")))
	}
	return lines
}

// countLines say what would become of the rows.
func countLines(r Rehearsal) []string {
	counts := slices.DeleteFunc(countsRead(r.Counts), func(count ledger.Count) bool {
		return count.Name == "duplicate" // which shows only when they are queued
	})
	table := tableOf(counts)
	var text strings.Builder
	_ = table.Write(&text) // a Builder takes everything
	lines := []string{strings.TrimRight(text.String(), "\n")}
	if r.MaxReached {
		lines = append(lines, "the run would end there, at max_numbers; the next one would go on behind it")
	}
	return lines
}

// costLines say what it would cost.
func costLines(r Rehearsal) []string {
	e := r.Estimate
	if e.Numbers == 0 {
		return nil
	}
	line := fmt.Sprintf("at least %s and %s at the account's %s numbers/s", figures.Many(e.Calls, "call"),
		figures.Span(time.Duration(e.Seconds*float64(time.Second))), figures.Rate(e.Ceiling))
	if e.Ahead > 0 {
		line += fmt.Sprintf(", behind %s that wait already", figures.Many(e.Ahead, "number"))
	}
	lines := []string{line, "at most " + figures.Many(e.Numbers, "unit") + " of quota, of which " + quotaLeft(e.Quota)}
	if e.Daily != nil && *e.Daily < e.Numbers {
		lines = append(lines, fmt.Sprintf("today's limit leaves %s: the rest waits until it is back", figures.Many(*e.Daily, "unit")))
	}
	if e.Quota != nil && *e.Quota < e.Numbers {
		lines = append(lines, "the quota may not do: what is left over waits until there is more")
	}
	return lines
}

func quotaLeft(left *int64) string {
	if left == nil {
		return "17TRACK has not said how much is left (trackreg account quota asks)"
	}
	return figures.Count(*left) + " are left"
}

// sampleLines are the first entries as they would be sent.
func sampleLines(r Rehearsal) []string {
	if len(r.Sample) == 0 {
		return nil
	}
	lines := []string{"the first, as they would be sent:"}
	for _, entry := range r.Sample {
		lines = append(lines, "  "+string(entry))
	}
	return lines
}

// invalidLines name the first invalid rows.
func invalidLines(r Rehearsal) []string {
	if len(r.Invalid) == 0 {
		return nil
	}
	lines := []string{"invalid rows:"}
	for _, p := range r.Invalid {
		lines = append(lines, "  "+problemLine(p))
	}
	if more := r.Counts.Invalid - int64(len(r.Invalid)); more > 0 {
		lines = append(lines, fmt.Sprintf("  … and %s more", figures.Count(more)))
	}
	return lines
}

// kindLines say what was cleaned, and what carriers will ask for.
func kindLines(r Rehearsal) []string {
	var lines []string
	for _, kinds := range []struct {
		title string
		of    []preview.Kind
	}{{"taken, but 17TRACK may ask for more:", r.Lacking}, {"cleaned, by rows:", r.Cleaned}} {
		for i, kind := range kinds.of {
			if i == 0 {
				lines = append(lines, kinds.title)
			}
			lines = append(lines, fmt.Sprintf("  %s %s", figures.Count(kind.Rows), printable.Text(kind.Text)))
		}
	}
	return lines
}

// problemLines say what cannot be read.
func problemLines(r Rehearsal) []string {
	if len(r.Problems) == 0 {
		return nil
	}
	lines := []string{"problems:"}
	for _, p := range r.Problems {
		lines = append(lines, "  "+problemLine(p))
	}
	return lines
}
