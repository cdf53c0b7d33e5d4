package rows

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

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

// parseObject makes an entry of a JSON object, with the fixed fields that it does not give.
func parseObject(object []byte, fixed []queue.Field) (queue.Entry, error) {
	if len(fixed) > 0 {
		object = mergeFixed(object, fixed)
	}
	return queue.ParseEntry(object)
}

// mergeFixed puts the fixed fields that are missing in front. It leaves what is no object for
// queue.ParseEntry to refuse.
func mergeFixed(object []byte, fixed []queue.Field) []byte {
	var given map[string]json.RawMessage
	if json.Unmarshal(object, &given) != nil || given == nil {
		return object
	}
	var out bytes.Buffer
	out.WriteByte('{')
	for _, f := range fixed {
		if _, has := given[f.Name]; has {
			continue
		}
		name, _ := json.Marshal(f.Name) // text always marshals
		out.Write(name)
		out.WriteByte(':')
		out.Write(typed(f))
		out.WriteByte(',')
	}
	rest := bytes.TrimSpace(bytes.TrimPrefix(bytes.TrimSpace(object), []byte("{")))
	if rest[0] == '}' && out.Len() > 1 {
		out.Truncate(out.Len() - 1)
	}
	out.Write(rest)
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
