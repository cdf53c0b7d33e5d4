package queue

import (
	"strconv"
	"time"
)

// version is the "v" of outcomes and events. Fields may be added within it.
const version = "1"

// stamp is RFC 3339 with milliseconds.
const stamp = "2006-01-02T15:04:05.000Z07:00"

func formatTime(t time.Time) string { return t.UTC().Format(stamp) }

// parseTime is the zero time for what is no time: a reader is tolerant.
func parseTime(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// fields returns the outcome as the fields of a stream entry. Every field is
// there, in this order, "" where there is nothing to say.
func (o Outcome) fields() []any {
	return []any{
		"v", version,
		"task", o.Task,
		"account", o.Account,
		"op", o.Op,
		"number", o.Number,
		"carrier", formatCode(o.Carrier),
		"given_carrier", formatCode(o.GivenCarrier),
		"origin", formatCode(o.Origin),
		"outcome", o.Outcome,
		"class", o.Class,
		"code", formatCode(o.Code),
		"message", o.Message,
		"remedy", o.Remedy,
		"tag", o.Tag,
		"ref", o.Ref,
		"source", o.Source,
		"attempts", strconv.Itoa(o.Attempts),
		"at", formatTime(o.At),
	}
}

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
		At:           parseTime(text(values, "at")),
	}
}

// formatCode writes 0, which no code is, as "".
func formatCode(code int) string {
	if code == 0 {
		return ""
	}
	return strconv.Itoa(code)
}

func text(values map[string]any, field string) string {
	s, _ := values[field].(string)
	return s
}

func code(values map[string]any, field string) int {
	n, _ := strconv.Atoi(text(values, field))
	return n
}
