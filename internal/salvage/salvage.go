// Package salvage reads what can be read of a payload that is no entry, for the record of its refusal.
package salvage

import (
	"bytes"
	"cmp"
	"encoding/json"
	"unicode/utf8"

	"github.com/trackreg/trackreg/queue"
)

// Entry returns the payload as it came and, of the fields that a [queue.Entry] names, those that are
// right by themselves and come once. It is no entry, cannot be enqueued, and speaks for no row of an
// import.
func Entry(payload []byte) queue.Entry {
	e := queue.Entry{Payload: payload}
	object := bytes.TrimSpace(bytes.TrimPrefix(payload, []byte("\ufeff")))
	if len(payload) > queue.MaxPayload || !utf8.Valid(payload) || !json.Valid(object) || object[0] != '{' {
		return e
	}
	fields := json.NewDecoder(bytes.NewReader(object))
	_, _ = fields.Token() // the brace; all that follows is valid
	came := map[string]json.RawMessage{}
	for fields.More() {
		name, _ := fields.Token()
		var value json.RawMessage
		_ = fields.Decode(&value)
		if _, twice := came[name.(string)]; twice {
			value = nil // of the two none is the one that is meant
		}
		came[name.(string)] = value
	}
	for name, value := range came {
		take(&e, name, value)
	}
	return e
}

// take takes a field over if an entry with it would be one.
func take(e *queue.Entry, name string, value json.RawMessage) {
	switch name {
	case "number":
		e.Number = parse(`{"number":` + string(value) + `}`).Number
	case "carrier", "tag", "_ref", "_source":
		read := parse(`{"number":"any00","` + name + `":` + string(value) + `}`)
		e.Carrier, e.Tag, e.Ref, e.Source = cmp.Or(read.Carrier, e.Carrier), cmp.Or(read.Tag, e.Tag), cmp.Or(read.Ref, e.Ref), cmp.Or(read.Source, e.Source)
	}
}

// parse returns the zero entry for what is none.
func parse(payload string) queue.Entry {
	e, err := queue.ParseEntry([]byte(payload))
	if err != nil {
		return queue.Entry{}
	}
	return e
}
