package schedule

import "time"

// A wall time is what a clock shows, held as that time in UTC, so that it can be compared and
// counted without the leaps of a zone.

// longest is more than any zone ever set its clock back, or is away from UTC: a whole day, where
// the date line was moved.
const longest = 26 * time.Hour

// wallOf is what the zone's clock shows at the moment.
func wallOf(at time.Time, zone *time.Location) time.Time {
	at = at.In(zone)
	_, offset := at.Zone()
	return at.UTC().Add(time.Duration(offset) * time.Second)
}

// highest is the highest wall time that the clock has shown up to the moment: in the hour that
// autumn repeats, the end of the first time round.
func highest(at time.Time, zone *time.Location) time.Time {
	high := wallOf(at, zone)
	for since, _ := at.In(zone).ZoneBounds(); !since.IsZero() && at.Sub(since) < longest; {
		before := since.Add(-1)
		if shown := wallOf(before, zone); shown.After(high) {
			high = shown
		}
		since, _ = before.In(zone).ZoneBounds()
	}
	return high
}

// reached is the moment at which the clock first shows the wall time or a higher one.
func reached(wall time.Time, zone *time.Location) time.Time {
	from := wall.Add(-longest).In(zone) // the clock has not come so far yet
	for {
		_, end := from.ZoneBounds()
		_, offset := from.Zone()
		at := wall.Add(-time.Duration(offset) * time.Second)
		if at.Before(from) {
			return from // the clock jumped over it
		}
		if end.IsZero() || at.Before(end) {
			return at.In(zone)
		}
		from = end
	}
}
