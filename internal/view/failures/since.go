package failures

import (
	"fmt"
	"time"
)

// ParseSince reads a time: how long ago, as 24h, a day as 2006-01-02, or a time as
// RFC 3339 writes it. Days begin at midnight, local time.
func ParseSince(text string, now time.Time) (time.Time, error) {
	if ago, err := time.ParseDuration(text); err == nil && ago >= 0 {
		return now.Add(-ago), nil
	}
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.ParseInLocation(layout, text, now.Location()); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("time %q: write how long ago, such as 24h, a day such as 2026-01-31, or a time such as 2026-01-31T08:00:00Z", text)
}
