package configs

import (
	"fmt"
	"strings"
	"time"
)

// DailyReset is when a key's daily allowance comes back. The zero value is auto: getquota is
// asked.
type DailyReset struct {
	// Clock is the time since midnight, 0 to below 24 h. It counts only with a Zone.
	Clock time.Duration
	// Zone is the time zone of Clock; nil means auto.
	Zone *time.Location
}

const auto = "auto"

// Auto tells whether getquota is asked.
func (r DailyReset) Auto() bool { return r.Zone == nil }

// Next returns the first reset after now. It must not be called when Auto is true.
func (r DailyReset) Next(now time.Time) time.Time {
	local := now.In(r.Zone)
	year, month, day := local.Date()
	hour, minute := int(r.Clock/time.Hour), int(r.Clock%time.Hour/time.Minute)
	for {
		next := time.Date(year, month, day, hour, minute, 0, 0, r.Zone)
		if next.After(now) {
			return next
		}
		day++
	}
}

// UnmarshalText reads "auto" or "HH:MM ZONE", such as "00:00 Asia/Shanghai" or "16:00 UTC".
func (r *DailyReset) UnmarshalText(text []byte) error {
	if string(text) == auto {
		*r = DailyReset{}
		return nil
	}
	clock, name, found := strings.Cut(string(text), " ")
	at, err := time.Parse("15:04", clock)
	// An empty name would be UTC, Local another zone on every machine.
	if !found || err != nil || name == "" || name == "Local" {
		return fmt.Errorf(`is no time of day: write auto, or "HH:MM ZONE" such as "00:00 Asia/Shanghai"`)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return fmt.Errorf("names the unknown time zone %q: write one of the tz database, such as Asia/Shanghai or UTC", name)
	}
	*r = DailyReset{Clock: time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute, Zone: zone}
	return nil
}

// MarshalText is the reverse of UnmarshalText.
func (r DailyReset) MarshalText() ([]byte, error) {
	if r.Auto() {
		return []byte(auto), nil
	}
	minutes := int(r.Clock / time.Minute)
	return fmt.Appendf(nil, "%02d:%02d %s", minutes/60, minutes%60, r.Zone), nil
}
