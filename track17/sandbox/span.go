package sandbox

import (
	"fmt"
	"strings"
	"time"
)

// Span is a time between Min and Max, each as likely as any other. A Max below
// Min counts as Min, so Span{Min: d} is always d.
type Span struct{ Min, Max time.Duration }

// ParseSpan reads "200ms", which is always 200 ms, or "50ms..250ms".
func ParseSpan(text string) (Span, error) {
	low, high, ranged := strings.Cut(text, "..")
	if !ranged {
		high = low
	}
	least, err := time.ParseDuration(low)
	if err != nil {
		return Span{}, fmt.Errorf("time %q: write it as 200ms or 50ms..250ms: %w", text, err)
	}
	most, err := time.ParseDuration(high)
	if err != nil {
		return Span{}, fmt.Errorf("time %q: write it as 200ms or 50ms..250ms: %w", text, err)
	}
	if least < 0 || most < least {
		return Span{}, fmt.Errorf("time %q: it must not be negative, nor end before it begins", text)
	}
	return Span{Min: least, Max: most}, nil
}

// String writes the span as [ParseSpan] reads it.
func (s Span) String() string {
	if s.Max <= s.Min {
		return s.Min.String()
	}
	return s.Min.String() + ".." + s.Max.String()
}

// MarshalText is String, for flags and files.
func (s Span) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText is [ParseSpan], for flags and files.
func (s *Span) UnmarshalText(text []byte) error {
	span, err := ParseSpan(string(text))
	if err != nil {
		return err
	}
	*s = span
	return nil
}

// pick returns a time of the span.
func (s Span) pick(d *dice) time.Duration {
	if s.Max <= s.Min {
		return s.Min
	}
	return s.Min + time.Duration(d.below(int64(s.Max-s.Min)+1))
}
