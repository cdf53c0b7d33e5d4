package failures

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/internal/rows/book"
	"github.com/trackreg/trackreg/queue"
)

// Export writes the failures that pick picks as a CSV, or an XLSX, that can be mended in a
// spreadsheet and fed in again: a column for each field of their payloads, and
// behind them code, message, remedy, a number to tell them apart and the name of the failure. It
// reads the record twice, so that it holds one failure at a time, and returns how many it wrote.
// More than an XLSX can hold is an error before anything is written, which wraps [book.ErrLimit].
func Export(ctx context.Context, record *queue.Failures, pick queue.Filter, format rows.Format, w io.Writer) (int, error) {
	header, total, err := columns(ctx, record, pick)
	if err != nil {
		return 0, err
	}
	if format == rows.XLSX && total >= book.MaxRows {
		return 0, fmt.Errorf("%d failures: %w", total, book.ErrLimit)
	}
	out := rows.NewFailures(w, rows.Layout{Header: header, Format: format})
	count := 0
	for f, err := range record.All(ctx, pick) {
		if err != nil {
			return count, err
		}
		count++
		row := rows.Row{Line: count, Raw: cells(header, f)}
		if err := out.Write(row, rows.Verdict{Code: f.Code, Message: f.Message, Remedy: f.Remedy, Mends: f.ID}); err != nil {
			return count, err
		}
	}
	return count, out.Flush()
}

// columns are the fields of all payloads, the number and the carrier first, and how many there are.
func columns(ctx context.Context, record *queue.Failures, pick queue.Filter) (header []string, total int, err error) {
	fields := map[string]bool{}
	for f, err := range record.All(ctx, pick) {
		if err != nil {
			return nil, total, err
		}
		total++
		for name := range payload(f) {
			fields[name] = true
		}
	}
	for _, name := range append([]string{"number", "carrier"}, notGivenBack...) {
		delete(fields, name)
	}
	return append([]string{"number", "carrier"}, slices.Sorted(maps.Keys(fields))...), total, nil
}

// notGivenBack are fields of ours that are another entry's business once this one is mended: what it
// mends now is the failure itself, and the row of an import's run has come to its end.
var notGivenBack = []string{"_mends", "_mended_at", "_row"}

// payload is the entry's fields. A payload that is no object has none, and its
// row no number: what the record goes by then is a task's id, which must not be
// taken for a number when the file is fed in again.
func payload(f queue.Failure) map[string]json.RawMessage {
	var fields map[string]json.RawMessage
	_ = json.Unmarshal(f.Payload, &fields) // what is no object leaves fields empty
	if _, ofRun := keyspace.RunOf(text(fields["_source"])); ofRun {
		delete(fields, "_source")
	}
	return fields
}

// cells are the payload's values under the header.
func cells(header []string, f queue.Failure) []string {
	fields := payload(f)
	all := make([]string, len(header))
	for i, name := range header {
		all[i] = text(fields[name])
	}
	return all
}

// text is a value as a cell holds it: a string without its quotes.
func text(value json.RawMessage) string {
	var s string
	if json.Unmarshal(value, &s) == nil {
		return s
	}
	return strings.TrimSpace(string(value))
}

// ExportJSON writes the failures that pick picks as a JSON array, one a line.
func ExportJSON(ctx context.Context, record *queue.Failures, pick queue.Filter, w io.Writer) (int, error) {
	return WriteArray(w, func(yield func(item, error) bool) {
		for f, err := range record.All(ctx, pick) {
			if !yield(itemOf(f), err) {
				return
			}
		}
	})
}

// item is a failure as scripts read it.
type item struct {
	ID      string `json:"id"`
	Number  string `json:"number"`
	Carrier int    `json:"carrier"`
	queue.Failure
}

func itemOf(f queue.Failure) item {
	return item{ID: f.ID, Number: f.Number(), Carrier: f.Carrier(), Failure: f}
}
