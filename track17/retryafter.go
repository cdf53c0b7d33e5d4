package track17

import (
	"net/http"
	"strings"
	"time"
)

// maxRetryAfter bounds what an answer may ask for. It is far above the hour after
// which every closed account is probed, and keeps a year, or a number that fits
// no integer, from going through the program.
const maxRetryAfter = 24 * time.Hour

// retryAfter reads the header's Retry-After, which is a number of seconds or an
// HTTP date (RFC 9110, section 10.2.3). A date counts from the answer's own Date
// where it has one, so that the two clocks need not agree. Anything else, a date
// that has passed and a negative number are NoRetryAfter.
func retryAfter(header http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(header.Get("Retry-After"))
	if value == "" {
		return NoRetryAfter
	}
	if isDigits(value) {
		return seconds(value)
	}
	until, err := http.ParseTime(value)
	if err != nil {
		return NoRetryAfter
	}
	if date, err := http.ParseTime(header.Get("Date")); err == nil {
		now = date
	}
	if wait := until.Sub(now); wait >= 0 {
		return min(wait, maxRetryAfter)
	}
	return NoRetryAfter
}

// seconds reads digits of any length; it stops where the bound is passed.
func seconds(digits string) time.Duration {
	var wait time.Duration
	for _, digit := range digits {
		wait = wait*10 + time.Duration(digit-'0')*time.Second
		if wait > maxRetryAfter {
			return maxRetryAfter
		}
	}
	return wait
}

func isDigits(s string) bool {
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}
