package imports

import (
	"slices"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/queue"
)

// notes are what is said beside a count.
var notes = map[string]string{
	"invalid":               "never sent",
	"older":                 "passed over by newer_than",
	"duplicate":             "the very same entry was waiting already",
	"known":                 "known to be registered; --force sends them",
	"failed_before":         "the very same entry failed before: mend it, or trackreg failures retry",
	queue.AlreadyRegistered: "17TRACK had them; no quota was used",
	queue.Rejected:          "to be mended",
	queue.Exhausted:         "attempts are spent",
	queue.Expired:           "the deadline passed",
	ledger.Removed:          "their tasks were deleted by hand",
}

// rare are the counts that are not shown where they are 0: in a report, and in a line for each run.
var (
	rareInReport = []string{"older", queue.Expired, queue.Cancelled, ledger.Removed}
	rareInLine   = []string{"older", queue.Expired, queue.Cancelled}
)

// countsRead are those of the rows that were read, up to those that were queued.
func countsRead(c ledger.Counts) []ledger.Count {
	all := c.All()
	return all[:1+slices.IndexFunc(all, func(count ledger.Count) bool { return count.Name == "queued" })]
}

// tableOf has a line for each count, with what it means.
func tableOf(counts []ledger.Count) figures.Table {
	table := figures.Table{Columns: []figures.Column{{}, {Right: true}, {}}}
	indent := ""
	for _, count := range counts {
		if count.N > 0 || !slices.Contains(rareInReport, count.Name) {
			table.Add(indent+label(count), figures.Count(count.N), notes[count.Name])
		}
		switch count.Name {
		case "read":
			indent = "  "
		case "queued":
			indent = ""
		}
	}
	return table
}

// label is a count's name in a report.
func label(count ledger.Count) string {
	if count.Name == "read" {
		return "rows"
	}
	return count.Words()
}
