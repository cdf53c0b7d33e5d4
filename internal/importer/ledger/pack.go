package ledger

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
)

// perBucket is how many ordinals share a field of the hash of failed rows. Rows of one export are
// much alike: packed together they take a tenth of what each takes by itself.
const perBucket = 4096

// pack is failed rows of one bucket, to be put behind those that the bucket has.
type pack struct {
	bucket int64
	rows   int
	text   []byte
}

// packedRow is a row as it is packed.
type packedRow struct {
	Ordinal int64 `json:"ordinal"`
	FailedRow
}

// packs packs failed rows, by the order of their buckets.
func packs(failed []FailedRow) ([]pack, error) {
	buckets := map[int64][]FailedRow{}
	for _, row := range failed {
		buckets[row.Ordinal/perBucket] = append(buckets[row.Ordinal/perBucket], row)
	}
	made := make([]pack, 0, len(buckets))
	for _, bucket := range slices.Sorted(maps.Keys(buckets)) {
		text, err := packed(buckets[bucket])
		if err != nil {
			return nil, fmt.Errorf("pack failed rows: %w", err)
		}
		made = append(made, pack{bucket, len(buckets[bucket]), text})
	}
	return made, nil
}

// packed is a gzip stream of JSON objects. Such streams can be put one behind the other.
func packed(failed []FailedRow) ([]byte, error) {
	var text bytes.Buffer
	stream := gzip.NewWriter(&text)
	to := json.NewEncoder(stream)
	for _, row := range failed {
		if err := to.Encode(packedRow{row.Ordinal, row}); err != nil {
			return nil, err
		}
	}
	err := stream.Close()
	return text.Bytes(), err
}

// unpacked returns the rows of a bucket by their ordinals. Of a row that was packed twice, as when
// its outcome came twice, it is the first.
func unpacked(bucket []byte) ([]FailedRow, error) {
	stream, err := gzip.NewReader(bytes.NewReader(bucket))
	if err != nil {
		return nil, fmt.Errorf("unpack failed rows: %w", err)
	}
	var rows []FailedRow
	for from := json.NewDecoder(stream); ; {
		var one packedRow
		if err := from.Decode(&one); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("unpack failed rows: %w", err)
		}
		one.FailedRow.Ordinal = one.Ordinal
		rows = append(rows, one.FailedRow)
	}
	slices.SortStableFunc(rows, func(a, b FailedRow) int { return cmp.Compare(a.Ordinal, b.Ordinal) })
	return slices.CompactFunc(rows, func(a, b FailedRow) bool { return a.Ordinal == b.Ordinal }), nil
}

// packArgs appends packs as pack.lua takes them.
func packArgs(args []any, made []pack) []any {
	for _, p := range made {
		args = append(args, p.bucket, p.rows, p.text)
	}
	return args
}
