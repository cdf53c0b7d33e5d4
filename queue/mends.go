package queue

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/trackreg/trackreg/internal/wire"
)

// The keys by which an entry says which failure it mends, and since when.
const (
	mendsKey    = "_mends"
	mendedAtKey = "_mended_at"
)

// readMends reads which failure an entry mends, as the failures record names it.
func readMends(m member) (string, error) {
	text, err := readString(m)
	if err != nil || strings.TrimFunc(text, clings) == "" {
		return "", err
	}
	op, rest, _ := strings.Cut(TrimNumber(text), ":")
	code, number, _ := strings.Cut(rest, ":")
	carrier, err := strconv.ParseUint(code, 10, 31)
	if err != nil || number == "" || !isOperation(op) {
		return "", refuse(m.key, text, "names no failure", "leave it as the file of failures has it, OPERATION:CARRIER:NUMBER, or leave it out")
	}
	if strings.HasPrefix(number, "?") {
		return op + ":" + code + ":" + number, nil // a task's id, of a payload that had no number
	}
	return identity(op, int(carrier), number), nil
}

func isOperation(name string) bool {
	return name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz") == ""
}

// readMendedAt reads since when the failure is mended.
func readMendedAt(m member) (time.Time, error) {
	text, err := readString(m)
	if err != nil {
		return time.Time{}, err
	}
	at := wire.ParseTime(text)
	if at.IsZero() {
		return at, refuse(m.key, text, "is no time", "leave it out: it is written when the entry is enqueued")
	}
	return at, nil
}

// stamped returns the payload with the time at which it was enqueued first, where it mends a
// failure: one that is newer is another, which nobody had seen then. What the stamp would make too
// long goes without, and counts as enqueued when a worker takes it.
func (e Entry) stamped(now time.Time) json.RawMessage {
	if e.Mends == "" || !e.MendedAt.IsZero() {
		return e.Payload
	}
	payload := appendOwn(nil, e.Payload, mendedAtKey, appendQuoted(nil, wire.FormatTime(now)))
	if len(payload) > MaxPayload {
		return e.Payload
	}
	return payload
}
