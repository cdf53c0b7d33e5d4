package inlet

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/trackreg/trackreg/queue"
)

// The fields of a stream entry that are not a number's own.
const (
	fieldPayload = "payload"
	fieldQueue   = "queue"
	fieldOp      = "op"
)

// MaxItems is the most items that the array in one stream entry may have.
const MaxItems = 10_000

// Reading is what a stream entry says.
type Reading struct {
	Bulk  bool // for the bulk queue; otherwise for the live one
	Items []Item
}

// Item is one number's entry, or why there is none.
type Item struct {
	Entry queue.Entry
	Err   error // nil, or an [*queue.EntryError]

	// Index is its place in an array, from 0, and Payload its text there; -1
	// and nil for an item that is all its stream entry holds.
	Index   int
	Payload json.RawMessage
}

// ReadEntry reads the fields of a stream entry: either number and further flat
// fields, as [queue.FromFields] takes them, or payload with a JSON object or an
// array of up to [MaxItems]; beside both, queue and op. An empty queue or op
// counts as not given.
//
// The error is always an [*queue.EntryError], and says that the entry as a whole
// is refused. What is wrong with one item of an array is that item's error alone.
func ReadEntry(fields map[string]string) (Reading, error) {
	bulk, queueErr := readQueue(fields[fieldQueue])
	r := Reading{Bulk: bulk}
	var err error
	if payload, ok := fields[fieldPayload]; ok {
		r.Items, err = readPayload(payload, fields)
	} else {
		r.Items, err = readFlat(fields)
	}
	if err = together(queueErr, checkOp(fields[fieldOp]), err); err != nil {
		return Reading{}, err
	}
	return r, nil
}

// together is the first of the refusals with the others beside it; nil where there is none.
func together(errs ...error) error {
	var first *queue.EntryError
	for _, err := range errs {
		var one *queue.EntryError
		switch {
		case err == nil:
		case !errors.As(err, &one):
			return err
		case first == nil:
			first = one
		default:
			others := one.Others
			one.Others = nil
			first.Others = append(append(first.Others, one), others...)
		}
	}
	if first == nil {
		return nil
	}
	return first
}

func readQueue(name string) (bulk bool, err error) {
	switch strings.TrimSpace(name) {
	case "", "live":
		return false, nil
	case "bulk":
		return true, nil
	}
	return false, refuse(fieldQueue, name, "is no queue", "write live or bulk, or leave it out")
}

func checkOp(op string) error {
	switch strings.TrimSpace(op) {
	case "", queue.Register:
		return nil
	}
	return refuse(fieldOp, op, "is reserved", `leave it out, or write "register"`)
}

// readFlat reads an entry's fields as one item. A stream's client gives them in
// no order; the number goes first, where people look for it.
func readFlat(fields map[string]string) ([]Item, error) {
	flat := make([]queue.Field, 0, len(fields))
	if number, ok := fields["number"]; ok {
		flat = append(flat, queue.Field{Name: "number", Value: number})
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if name != "number" && name != fieldQueue && name != fieldOp {
			flat = append(flat, queue.Field{Name: name, Value: fields[name]})
		}
	}
	entry, err := queue.FromFields(flat)
	if err != nil {
		return nil, err
	}
	return []Item{{Entry: entry, Index: -1}}, nil
}

// refuse makes an error in the form that all refusals have.
func refuse(field, value, problem, mend string) *queue.EntryError {
	return &queue.EntryError{Field: field, Value: clip(value), Problem: problem, Mend: mend}
}

// clipped is the most of a refused value that a reason repeats, in bytes.
const clipped = 60

// clip shortens a refused value, which may be megabytes of anything.
func clip(value string) string {
	if len(value) <= clipped {
		return value
	}
	return strings.ToValidUTF8(value[:clipped], "") + "…"
}

// reason says why the item is refused, and where it stands.
func (i Item) reason() string {
	if i.Index < 0 {
		return i.Err.Error()
	}
	return fmt.Sprintf("%s[%d]: %s", fieldPayload, i.Index, i.Err)
}
