package ledger

import (
	"cmp"
	"context"
	"iter"
	"slices"
)

// bucketsRead is how many buckets of failed rows are read in one round trip.
const bucketsRead = 8

// Failed yields the failed rows of a run in the order in which they were read, and ends after the
// first error. At most [RowsKept] are kept of a run.
func (l *Ledger) Failed(ctx context.Context, id string) iter.Seq2[FailedRow, error] {
	return func(yield func(FailedRow, error) bool) {
		buckets, err := l.failedBuckets(ctx, id)
		if err != nil {
			yield(FailedRow{}, err)
			return
		}
		for some := range slices.Chunk(buckets, bucketsRead) {
			rows, err := l.failedRows(ctx, id, some)
			for _, row := range rows {
				if !yield(row, nil) {
					return
				}
			}
			if err != nil {
				yield(FailedRow{}, err)
				return
			}
		}
	}
}

func (l *Ledger) failedBuckets(ctx context.Context, id string) (buckets []string, err error) {
	buckets, err = l.rdb.HKeys(ctx, l.rowsKey(id)).Result()
	if err != nil {
		return nil, l.wrap("list failed rows", err)
	}
	slices.SortFunc(buckets, func(a, b string) int { return cmp.Compare(integer(a), integer(b)) })
	return buckets, nil
}

func (l *Ledger) failedRows(ctx context.Context, id string, buckets []string) ([]FailedRow, error) {
	texts, err := l.rdb.HMGet(ctx, l.rowsKey(id), buckets...).Result()
	if err != nil {
		return nil, l.wrap("read failed rows", err)
	}
	var all []FailedRow
	for _, text := range texts {
		text, ok := text.(string)
		if !ok {
			continue // the time of the run is over
		}
		rows, err := unpacked([]byte(text))
		if err != nil {
			return all, l.wrap("read failed rows", err)
		}
		all = append(all, rows...)
	}
	return all, nil
}
