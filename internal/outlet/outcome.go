package outlet

import (
	"strconv"

	"github.com/trackreg/trackreg/internal/wire"
	"github.com/trackreg/trackreg/queue"
)

// fields returns the outcome as the fields of a stream entry. Every field is
// there, in this order, "" where there is nothing to say.
func fields(o queue.Outcome) []any {
	return []any{
		"v", wire.Version,
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
		"at", wire.FormatTime(o.At),
	}
}

// formatCode writes 0, which no code is, as "".
func formatCode(code int) string {
	if code == 0 {
		return ""
	}
	return strconv.Itoa(code)
}
