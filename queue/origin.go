package queue

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

// The keys by which an entry says where it comes from.
const (
	sourceKey = "_source"
	rowKey    = "_row"
)

// From returns the entry as one that comes from source, which comes back in the outcome, with the
// row it was made of beside it as _row, any JSON value; neither is sent, and the entry's digest
// stays. They take the place of what the entry said of this before. A row that makes the payload
// longer than [MaxPayload] is left out. source must be valid UTF-8. The error is an [*EntryError]:
// source alone makes the payload too long, or e was not made by [ParseEntry] or [FromFields].
func (e Entry) From(source string, row json.RawMessage) (Entry, error) {
	if e.digest == "" {
		return Entry{}, refuse("", "", "is no entry", "parse it")
	}
	payload := e.Payload
	if bytes.Contains(payload, []byte(`"_`)) || bytes.Contains(payload, []byte(`"\`)) {
		payload = without(payload, sourceKey, rowKey)
	}
	from := appendOwn(make([]byte, 0, len(payload)+len(source)+len(row)+32), payload, sourceKey, appendQuoted(nil, source))
	if len(from) > MaxPayload {
		return Entry{}, refuse(sourceKey, source, "makes the entry too long", fmt.Sprintf("keep an entry to %d bytes", MaxPayload))
	}
	var kept json.RawMessage
	if len(row) > 0 && len(from)+len(rowKey)+len(row)+4 <= MaxPayload {
		from = appendOwn(from[:0], from, rowKey, row)
		kept = row
	}
	e.Payload, e.Source, e.Row = from, source, kept
	return e, nil
}

// appendOwn appends to dst, which may be the object's own start, the object with one more member.
func appendOwn(dst, object []byte, key string, value []byte) []byte {
	dst = append(dst, object[:len(object)-1]...)
	dst = append(append(append(dst, `,"`...), key...), `":`...)
	return append(append(dst, value...), '}')
}

// without leaves members of an entry's payload out.
func without(payload []byte, keys ...string) []byte {
	kept := slices.DeleteFunc(appendMembers(nil, payload), func(m member) bool { return slices.Contains(keys, m.key) })
	return appendText(nil, kept, false)
}
