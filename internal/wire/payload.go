package wire

import (
	"encoding/json"
	"strconv"
)

// Recordable returns a payload as JSON that fits into a record: as a string if it
// is no JSON, and cut short if it is longer than most bytes, which no entry is, for
// no retry can use it then.
func Recordable(payload json.RawMessage, most int) json.RawMessage {
	if len(payload) <= most && json.Valid(payload) {
		return payload
	}
	s := string(payload)
	if len(s) > most {
		s = s[:1024] + "… (" + strconv.Itoa(len(payload)) + " bytes)"
	}
	quoted, _ := json.Marshal(s) // a string: it cannot fail
	return quoted
}
