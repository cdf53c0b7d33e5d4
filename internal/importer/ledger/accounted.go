package ledger

import (
	"context"
)

// Bits says of ordinals, from a multiple of 8 on, which are accounted for.
type Bits struct {
	from int64
	bits []byte
}

// Has says whether the row is accounted for.
func (b Bits) Has(ordinal int64) bool {
	at := ordinal - b.from
	return at >= 0 && at/8 < int64(len(b.bits)) && b.bits[at/8]&(0x80>>(at%8)) != 0
}

// Accounted returns which of the run's rows with an ordinal in [from, behind) are accounted for.
// It is one byte for eight rows.
func (l *Ledger) Accounted(ctx context.Context, id string, from, behind int64) (Bits, error) {
	if behind <= from {
		return Bits{}, nil
	}
	bits, err := l.rdb.GetRange(ctx, l.bitsKey(id), from/8, (behind-1)/8).Bytes()
	return Bits{from: from / 8 * 8, bits: bits}, l.wrap("read which rows are accounted for", err)
}
