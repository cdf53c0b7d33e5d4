package job

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/printable"
	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/internal/rows/preview"
	"github.com/trackreg/trackreg/track17"
)

// Write writes the summary for people: what came in, what became of it, how it
// went, and what to do about the rows that were refused.
func (s Summary) Write(w io.Writer) error {
	table := figures.Table{Columns: []figures.Column{{}, {Right: true}, {}}}
	for _, line := range s.lines() {
		if line.count > 0 || line.always {
			table.Add(line.name, figures.Count(line.count), line.note)
		}
	}
	if err := table.Write(w); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(w, "\n%s\n", s.pace()); err != nil {
		return err
	}
	if err := preview.WriteKinds(w, "cleaned, by rows:", s.Cleaned); err != nil {
		return err
	}
	if err := s.writeGroups(w); err != nil {
		return err
	}
	return s.writeNext(w)
}

// Sentence says in one sentence why a run has ended before all rows have.
func (s Summary) Sentence() string {
	text := "the time to wait is over"
	if s.End == Closed {
		text = s.Why
	}
	if s.Unfinished == 0 {
		return text
	}
	if s.Kept {
		return fmt.Sprintf("%s; still queued in %s: %s", text, s.Queue, figures.Count(s.Unfinished))
	}
	return fmt.Sprintf("%s; the queue ends with this process, and what is unfinished (%s) is in %s",
		text, figures.Count(s.Unfinished), s.FailuresFile)
}

// writeNext says what to do next.
func (s Summary) writeNext(w io.Writer) error {
	if s.FailuresFile == "" {
		return nil
	}
	_, err := fmt.Fprintf(w, "\n%s rows are in %s as they came, with code, message, remedy and line beside each.\nMend them there and run: %s %s\n",
		figures.Count(s.FailuresRows), printable.Text(s.FailuresFile), printable.Text(s.Again), printable.Text(s.FailuresFile))
	return err
}

// line is one count of the summary.
type line struct {
	name   string
	count  int64
	note   string
	always bool // also when it is 0
}

func (s Summary) lines() []line {
	return []line{
		{"rows", s.Rows, s.Input, true},
		{"  enqueued", s.Enqueued, "to " + s.Queue, true},
		{"  duplicate", s.Duplicate, "the very same entry was there already", true},
		{"  invalid", s.Invalid, "never sent", true},
		{"  known", s.Known, knownNote, false},
		{"  not enqueued", s.Unqueued, "", false},
		{"registered", s.Registered, "", true},
		{"already registered", s.AlreadyRegistered, "17TRACK had them; no quota was used", true},
		{"rejected", s.Rejected, "to be mended", true},
		{"exhausted", s.Exhausted, "attempts are spent", true},
		{"expired", s.Expired, "the deadline passed", true},
		{"other", s.Other, "cancelled", false},
		{"vanished", s.Vanished, "deleted by hand, or lost with Redis", false},
		{"unfinished", s.Unfinished, s.unfinishedNote(), false},
	}
}

// knownNote is said of rows that a [sieve.Sieve] held back.
const knownNote = "known to be registered: not sent; --force sends them"

func (s Summary) unfinishedNote() string {
	if s.Kept {
		return "still queued in " + s.Queue
	}
	return "not sent or not answered"
}

// pace says how the calls went.
func (s Summary) pace() string {
	if s.Calls == 0 {
		return "no calls made"
	}
	return fmt.Sprintf("%s calls, fill %s, %s numbers/s of %s (%s) over %s",
		figures.Count(s.Calls), figures.Share(s.Fill, 1), figures.Rate(s.Rate), figures.Rate(s.Ceiling),
		figures.Share(s.Rate, s.Ceiling), figures.Span(s.Elapsed))
}

// writeGroups lists what was refused by what to do about it, most rows first.
func (s Summary) writeGroups(w io.Writer) error {
	if len(s.Groups) == 0 {
		return nil
	}
	table := figures.Table{Indent: "  ", Columns: []figures.Column{{Right: true}, {}, {}}}
	for _, g := range s.Groups {
		table.Add(figures.Count(g.Rows), g.Remedy, "line "+g.lineList())
		table.Add("", "  "+g.advice())
	}
	if _, err := fmt.Fprintln(w, "\nrefused rows, by what to do:"); err != nil {
		return err
	}
	return table.Write(w)
}

// lineList names the first lines of a group.
func (g Group) lineList() string {
	lines := make([]string, len(g.Lines))
	for i, line := range g.Lines {
		lines[i] = strconv.Itoa(line)
	}
	list := strings.Join(lines, ", ")
	if g.Rows > int64(len(g.Lines)) {
		list += ", …"
	}
	return list
}

// advice says what to do about the group's rows.
func (g Group) advice() string {
	switch g.Remedy {
	case rows.RemedyInvalid:
		return "Mend the row as the message beside it says."
	case remedyUnfinished:
		return "Feed them in again."
	}
	return track17.Advice(g.Remedy)
}

// remedyUnfinished is the remedy of a row that did not come to its end.
const remedyUnfinished = "feed_again"
