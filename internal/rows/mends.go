package rows

import (
	"encoding/json"
	"strings"
)

// withMends has an entry that is written as a JSON object say which failure it mends, since the
// columns beside it are not read. What is no object stays as it is, and what it said where mends is "".
func withMends(object, mends string) string {
	var fields map[string]json.RawMessage
	if json.Unmarshal([]byte(object), &fields) != nil || fields == nil {
		return object
	}
	before, has := fields[mendsColumn]
	quoted, _ := json.Marshal(mends) // text always marshals
	switch {
	case mends == "" || string(before) == string(quoted):
		return object
	case !has:
		return beginning(object, len(fields)) + `"` + mendsColumn + `":` + string(quoted) + `}`
	}
	fields[mendsColumn] = quoted
	text, _ := json.Marshal(fields) // raw messages that were just read
	return string(text)
}

// beginning is an object with so many members up to where another may stand.
func beginning(object string, members int) string {
	begun := strings.TrimSuffix(strings.TrimSpace(object), "}")
	if members == 0 {
		return begun
	}
	return begun + ","
}
