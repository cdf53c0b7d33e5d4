package track17

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
)

// unmarshalLoose reads what fits and passes over what does not: encoding/json
// goes on after a value of the wrong type. The input is valid JSON or empty.
func unmarshalLoose(raw json.RawMessage, into any) {
	_ = json.Unmarshal(raw, into)
}

// looseInt is an integer that may be written as a string, or not be there. What
// is neither is as if absent.
type looseInt struct {
	value int64
	given bool
}

// UnmarshalJSON never fails.
func (i *looseInt) UnmarshalJSON(raw []byte) error {
	*i = looseInt{}
	text := strings.TrimSpace(scalar(raw))
	if value, err := strconv.ParseInt(text, 10, 64); err == nil {
		*i = looseInt{value: value, given: true}
		return nil
	}
	// 100.0 and 1e2 are integers too.
	if value, err := strconv.ParseFloat(text, 64); err == nil && value == math.Trunc(value) && math.Abs(value) < 1<<53 {
		*i = looseInt{value: int64(value), given: true}
	}
	return nil
}

// looseCode is a code that may be written as a string. Absent and null are
// success; what is no integer is CodeUnstated.
type looseCode Code

// UnmarshalJSON never fails.
func (c *looseCode) UnmarshalJSON(raw []byte) error {
	var number looseInt
	_ = number.UnmarshalJSON(raw)
	switch {
	case number.given && number.value >= math.MinInt32 && number.value <= math.MaxInt32:
		*c = looseCode(number.value)
	case string(raw) == "null":
		*c = looseCode(CodeSuccess)
	default:
		*c = looseCode(CodeUnstated)
	}
	return nil
}

// looseText is a text that may be written as a number. What is neither is "".
type looseText string

// UnmarshalJSON never fails.
func (t *looseText) UnmarshalJSON(raw []byte) error {
	*t = looseText(scalar(raw))
	return nil
}

// longestList is how many entries of a list are read: far more than a call has
// items, and few enough that a hostile answer of megabytes stays cheap.
const longestList = 4096

// looseList is a list of anything. A single object counts as a list of one, all
// else as an empty one.
type looseList []json.RawMessage

// UnmarshalJSON never fails.
func (l *looseList) UnmarshalJSON(raw []byte) error {
	*l = nil
	switch raw[0] {
	case '[':
		*l = readList(raw)
	case '{':
		*l = looseList{append(json.RawMessage(nil), raw...)}
	}
	return nil
}

// readList reads the first entries of a list, which is valid JSON.
func readList(raw []byte) looseList {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	_, _ = decoder.Token() // the opening bracket
	var list looseList
	for len(list) < longestList && decoder.More() {
		var entry json.RawMessage
		if err := decoder.Decode(&entry); err != nil {
			break
		}
		list = append(list, entry)
	}
	return list
}

// scalar returns the text of a JSON string, or a JSON number as it is written.
func scalar(raw []byte) string {
	switch {
	case len(raw) == 0:
		return ""
	case raw[0] == '"':
		var text string
		_ = json.Unmarshal(raw, &text) // it is a valid string
		return text
	case raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9':
		return string(raw)
	}
	return ""
}
