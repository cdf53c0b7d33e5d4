package ledger

import (
	"context"
	"encoding/json"
	"iter"
	"slices"
	"strconv"
)

// failedPage is how many failed rows are read in one round trip.
const failedPage = 1000

// Failed yields the failed rows of a run in the order in which they were read, and ends after the
// first error. At most [RowsKept] are kept of a run.
func (l *Ledger) Failed(ctx context.Context, id string) iter.Seq2[FailedRow, error] {
	return func(yield func(FailedRow, error) bool) {
		ordinals, err := l.failedOrdinals(ctx, id)
		if err != nil {
			yield(FailedRow{}, err)
			return
		}
		for page := range slices.Chunk(ordinals, failedPage) {
			rows, err := l.failedRows(ctx, id, page)
			if err != nil {
				yield(FailedRow{}, err)
				return
			}
			for _, row := range rows {
				if !yield(row, nil) {
					return
				}
			}
		}
	}
}

func (l *Ledger) failedOrdinals(ctx context.Context, id string) ([]int64, error) {
	fields, err := l.rdb.HKeys(ctx, l.rowsKey(id)).Result()
	if err != nil {
		return nil, l.wrap("list failed rows", err)
	}
	ordinals := make([]int64, len(fields))
	for i, field := range fields {
		ordinals[i] = integer(field)
	}
	slices.Sort(ordinals)
	return ordinals, nil
}

func (l *Ledger) failedRows(ctx context.Context, id string, ordinals []int64) ([]FailedRow, error) {
	fields := make([]string, len(ordinals))
	for i, ordinal := range ordinals {
		fields[i] = strconv.FormatInt(ordinal, 10)
	}
	texts, err := l.rdb.HMGet(ctx, l.rowsKey(id), fields...).Result()
	if err != nil {
		return nil, l.wrap("read failed rows", err)
	}
	rows := make([]FailedRow, 0, len(texts))
	for i, text := range texts {
		row := FailedRow{Ordinal: ordinals[i]}
		if text, ok := text.(string); ok && json.Unmarshal([]byte(text), &row) == nil { // else its time is over
			rows = append(rows, row)
		}
	}
	return rows, nil
}
