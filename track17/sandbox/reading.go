package sandbox

import (
	"fmt"
	"strings"
	"time"
)

// Reading is one way to read "3 calls a second". 17TRACK does not say which is
// its own, so a client has to do well under each.
type Reading int

const (
	// Sliding admits a call when fewer than Rate were admitted in the second
	// before it: the strictest reading.
	Sliding Reading = iota
	// Fixed admits the first Rate calls of every second of the clock, so
	// that twice as many can pass around the turn of a second.
	Fixed
	// Bucket is a token bucket that holds Rate tokens and gains Rate a second.
	Bucket
	// None admits every call.
	None
)

// readings holds the name of every reading, in the order of the constants.
var readings = [...]string{Sliding: "sliding", Fixed: "fixed", Bucket: "bucket", None: "none"}

// ParseReading returns the reading with that name: sliding, fixed, bucket or
// none. The error names the value and what it may be.
func ParseReading(name string) (Reading, error) {
	for reading, known := range readings {
		if strings.EqualFold(name, known) {
			return Reading(reading), nil
		}
	}
	return 0, fmt.Errorf("reading %q of the rate is unknown: use one of %s",
		name, strings.Join(readings[:], ", "))
}

// String returns the name that [ParseReading] takes.
func (r Reading) String() string {
	if r < 0 || int(r) >= len(readings) {
		return fmt.Sprintf("Reading(%d)", int(r))
	}
	return readings[r]
}

// MarshalText is String, for flags and files.
func (r Reading) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText is [ParseReading], for flags and files.
func (r *Reading) UnmarshalText(text []byte) error {
	reading, err := ParseReading(string(text))
	if err != nil {
		return err
	}
	*r = reading
	return nil
}

// limiter decides whether a call made now is within the rate. It is told of
// calls in the order they come; a clock that has gone back starts it anew.
type limiter interface {
	admit(now time.Time) bool
}

// newLimiter returns a limiter of rate calls a second.
func newLimiter(reading Reading, rate int) limiter {
	if rate <= 0 {
		return unlimited{}
	}
	switch reading {
	case Sliding:
		return &slidingWindow{admitted: make([]time.Time, rate)}
	case Fixed:
		return &fixedWindow{rate: rate}
	case Bucket:
		return &tokenBucket{rate: rate}
	default:
		return unlimited{}
	}
}

// unlimited admits everything.
type unlimited struct{}

func (unlimited) admit(time.Time) bool { return true }
