package failures

import (
	"context"
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/queue"
)

// Export writes the failures that pick picks as a CSV that can be mended in a
// spreadsheet and fed in again: a column for each field of their payloads, and
// behind them code, message, remedy and a number to tell them apart. It reads the
// record twice, so that it holds one failure at a time, and returns how many it wrote.
func Export(ctx context.Context, record *queue.Failures, pick queue.Filter, w io.Writer) (int, error) {
	header, err := columns(ctx, record, pick)
	if err != nil {
		return 0, err
	}
	out := rows.NewFailures(w, rows.Layout{Header: header})
	count := 0
	for f, err := range record.All(ctx, pick) {
		if err != nil {
			return count, err
		}
		count++
		row := rows.Row{Line: count, Raw: cells(header, f)}
		if err := out.Write(row, rows.Verdict{Code: f.Code, Message: f.Message, Remedy: f.Remedy}); err != nil {
			return count, err
		}
	}
	return count, out.Flush()
}

// columns are the fields of all payloads, the number and the carrier first.
func columns(ctx context.Context, record *queue.Failures, pick queue.Filter) ([]string, error) {
	fields := map[string]bool{}
	for f, err := range record.All(ctx, pick) {
		if err != nil {
			return nil, err
		}
		for name := range payload(f) {
			fields[name] = true
		}
	}
	delete(fields, "number")
	delete(fields, "carrier")
	return append([]string{"number", "carrier"}, slices.Sorted(maps.Keys(fields))...), nil
}

// payload is the entry's fields. A payload that is no object has none, and its
// row no number: what the record goes by then is a task's id, which must not be
// taken for a number when the file is fed in again.
func payload(f queue.Failure) map[string]json.RawMessage {
	var fields map[string]json.RawMessage
	_ = json.Unmarshal(f.Payload, &fields) // what is no object leaves fields empty
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
