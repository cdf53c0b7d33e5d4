package source

import (
	"strings"
	"time"
)

// rfc3339 writes a database's time as RFC 3339 says. One without a zone is taken as UTC; what is
// no time of the calendar, such as infinity, stays.
func rfc3339(text string) string {
	for _, layout := range []string{"2006-01-02 15:04:05", "2006-01-02 15:04:05Z07", "2006-01-02 15:04:05Z07:00"} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.Format(time.RFC3339Nano)
		}
	}
	return text
}

// noZeroDate makes an empty cell of the date that MySQL has for none.
func noZeroDate(text string) string {
	if strings.HasPrefix(text, "0000-00-00") {
		return ""
	}
	return text
}

// mysqlTime is rfc3339 without the time that stands for none.
func mysqlTime(text string) string { return rfc3339(noZeroDate(text)) }
