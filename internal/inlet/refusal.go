package inlet

import (
	"maps"
	"slices"
)

// RefusedMost is how many refused entries an account keeps, the newest: whoever may add entries could
// fill Redis with bad ones. Redis lets them go by the node, so that a few more can stand there.
const RefusedMost = 100_000

// refusal is an entry, or an item of its array, that can be no task.
type refusal struct {
	id     string
	fields map[string]string
	item   Item // the one at fault, where it is one of an array
	why    string
}

// values are what is kept of it: the entry's own fields, then why it is refused
// and the entry's id. Of an array only the item at fault is kept, so that the
// mended payload can be added again as it is, and so that 10,000 bad items are
// not 10,000 copies of their array. Fields of the entry that are called reason
// and entry stand before ours, and a reader of names sees ours.
func (r refusal) values() []any {
	values := make([]any, 0, 2*len(r.fields)+4)
	for _, name := range slices.Sorted(maps.Keys(r.fields)) {
		if name == fieldRedacted {
			continue // only we say so
		}
		text := r.fields[name]
		if name == fieldPayload && r.item.Payload != nil {
			text = string(r.item.Payload)
		}
		values = append(values, name, text)
	}
	return append(values, fieldReason, r.why, fieldEntry, r.id)
}
