// Package wire is how trackreg writes in Redis what several of its records and streams hold.
package wire

import "time"

// Version is the "v" of outcomes and events. Fields may be added within it.
const Version = "1"

// stamp is RFC 3339 with milliseconds.
const stamp = "2006-01-02T15:04:05.000Z07:00"

// FormatTime writes a time as it is written everywhere.
func FormatTime(t time.Time) string { return t.UTC().Format(stamp) }

// ParseTime reads a time; it is the zero time for what is no time: a reader is tolerant.
func ParseTime(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}
