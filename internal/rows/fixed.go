package rows

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/trackreg/trackreg/internal/rows/cells"
	"github.com/trackreg/trackreg/internal/rows/columns"
	"github.com/trackreg/trackreg/queue"
)

func fixedFields(fixed map[string]string) []queue.Field {
	var all []queue.Field
	for _, name := range slices.Sorted(maps.Keys(fixed)) {
		all = append(all, queue.Field{Name: name, Value: fixed[name]})
	}
	return all
}

// withFixed adds the fixed fields that the row does not give.
func withFixed(row, fixed []queue.Field) []queue.Field {
	for _, f := range fixed {
		given := func(other queue.Field) bool { return other.Name == f.Name && strings.TrimSpace(other.Value) != "" }
		if !slices.ContainsFunc(row, given) {
			row = append(slices.DeleteFunc(row, func(other queue.Field) bool { return other.Name == f.Name }), f)
		}
	}
	return row
}

// entryOf makes an entry of a JSON object: with the number that was found in it, if one was, with
// what its values mean, and with the fixed fields that it does not give. Nothing else is changed of
// it. What is no object is left for queue.ParseEntry to refuse.
func (m *meanings) entryOf(object []byte, number string, fixed []queue.Field, done *cells.Kinds) (queue.Entry, error) {
	members, err := membersOf(object)
	if err != nil {
		return queue.ParseEntry(object)
	}
	changed := false
	for i, one := range members {
		var text string
		if len(one.value) == 0 || one.value[0] != '"' || json.Unmarshal(one.value, &text) != nil {
			continue
		}
		value, kinds, wrong := m.member(one.name, text, number)
		if wrong != nil {
			wrong.Column = one.name
			return queue.Entry{}, wrong
		}
		*done |= kinds
		if value != text || isCode(one.name) {
			changed = true
			members[i].value = typed(queue.Field{Name: one.name, Value: value})
		}
	}
	if !changed && len(fixed) == 0 {
		return queue.ParseEntry(object)
	}
	return queue.ParseEntry(write(members, fixed))
}

// member returns what a text means in the place of a field. number is the entry's own, where it was
// found before; several in the place of one stay as they are, to be refused.
func (m *meanings) member(field, text, number string) (value string, done cells.Kinds, wrong *RowError) {
	switch {
	case field == columns.Number && number != "":
		return number, 0, nil
	case field == columns.Number:
		var r record
		r.takeNumber(text)
		return r.number, r.done, nil
	case isMeant(field), field == sourceField && m.sourced:
		return m.of(field, text)
	}
	return text, 0, nil
}

func isCode(field string) bool { return field == "carrier" || field == "final_carrier" }

// write writes an object, with the fixed fields in front that it lacks, and without those of which
// nothing is left.
func write(members []member, fixed []queue.Field) []byte {
	var out bytes.Buffer
	out.WriteByte('{')
	add := func(name string, value []byte) {
		if out.Len() > 1 {
			out.WriteByte(',')
		}
		quoted, _ := json.Marshal(name) // text always marshals
		out.Write(quoted)
		out.WriteByte(':')
		out.Write(value)
	}
	for _, f := range fixed {
		if !slices.ContainsFunc(members, func(m member) bool { return m.name == f.Name }) {
			add(f.Name, typed(f))
		}
	}
	for _, m := range members {
		if isMeant(m.name) && string(m.value) == `""` {
			continue
		}
		add(m.name, m.value)
	}
	out.WriteByte('}')
	return out.Bytes()
}

// typed writes a flat value as the field's JSON type, as queue.FromFields does.
func typed(f queue.Field) []byte {
	switch f.Name {
	case "carrier", "final_carrier", "auto_detection":
		if value := []byte(strings.ToLower(strings.TrimSpace(f.Value))); json.Valid(value) {
			return value
		}
	}
	value, _ := json.Marshal(f.Value) // text always marshals
	return value
}
