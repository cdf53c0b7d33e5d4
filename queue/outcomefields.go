package queue

import (
	"strconv"

	"github.com/trackreg/trackreg/internal/wire"
)

// ParseOutcome reads an outcome from the fields of a stream entry. It passes
// over fields it does not know and reads one that is missing or no number as zero.
func ParseOutcome(values map[string]any) Outcome {
	return Outcome{
		Task:         text(values, "task"),
		Account:      text(values, "account"),
		Op:           text(values, "op"),
		Number:       text(values, "number"),
		Carrier:      code(values, "carrier"),
		GivenCarrier: code(values, "given_carrier"),
		Origin:       code(values, "origin"),
		Outcome:      text(values, "outcome"),
		Class:        text(values, "class"),
		Code:         code(values, "code"),
		Message:      text(values, "message"),
		Remedy:       text(values, "remedy"),
		Tag:          text(values, "tag"),
		Ref:          text(values, "ref"),
		Source:       text(values, "source"),
		Attempts:     code(values, "attempts"),
		At:           wire.ParseTime(text(values, "at")),
	}
}

func text(values map[string]any, field string) string {
	s, _ := values[field].(string)
	return s
}

func code(values map[string]any, field string) int {
	n, _ := strconv.Atoi(text(values, field))
	return n
}
