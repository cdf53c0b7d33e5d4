package streams

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// ID is the id of a stream entry: milliseconds and a sequence number.
type ID struct{ ms, seq uint64 }

// ParseID reads an id as Redis writes it.
func ParseID(s string) (ID, error) {
	ms, seq, _ := strings.Cut(s, "-")
	var id ID
	var err error
	if id.ms, err = strconv.ParseUint(ms, 10, 64); err != nil {
		return ID{}, fmt.Errorf("stream id %q: %w", s, err)
	}
	if seq == "" {
		return id, nil
	}
	if id.seq, err = strconv.ParseUint(seq, 10, 64); err != nil {
		return ID{}, fmt.Errorf("stream id %q: %w", s, err)
	}
	return id, nil
}

// String returns the id as Redis writes it.
func (id ID) String() string {
	return strconv.FormatUint(id.ms, 10) + "-" + strconv.FormatUint(id.seq, 10)
}

// next returns the least id above id; the last one has none and stays.
func (id ID) next() ID {
	if id == last {
		return id
	}
	if id.seq == math.MaxUint64 {
		return ID{id.ms + 1, 0}
	}
	return ID{id.ms, id.seq + 1}
}

func (id ID) compare(other ID) int {
	return cmp.Or(cmp.Compare(id.ms, other.ms), cmp.Compare(id.seq, other.seq))
}
