package board

import (
	"time"

	"github.com/trackreg/trackreg/internal/standing"
)

// The windows that rates are means over: long enough that a call more or less
// at a window's edge does not show as a jump.
const (
	rateWindow   = 5 * time.Second
	fillWindow   = 15 * time.Second
	minuteWindow = time.Minute
	// kept is how long points are kept.
	kept = 10 * time.Minute
	// keptMost bounds them.
	keptMost = int(kept/every) + 10
)

// Point is an account's speed at one moment.
type Point struct {
	At      int64   // Unix milliseconds
	Numbers float64 // that ended by a call, a second, mean of the last 5 s; below 0: not known
	Fill    float64 // share of a full call, mean of the calls of the last 15 s; below 0: none had a number end
}

// Rate is an account's speed now, from what all its processes did.
type Rate struct {
	Numbers   float64 // a second, mean of the last 5 s
	Minute    float64 // a second, mean of the last minute
	Fill      float64 // share of a full call, mean of the last 15 s; below 0: no call had a number end
	Throttles int64   // calls answered 429, within Over
	Over      time.Duration
}

// reading is what an account's counters showed at one moment.
type reading struct {
	at                      time.Time
	ended, calls, throttles int64
}

// track is an account's readings and points of the last minutes. It has no lock.
type track struct {
	readings []reading
	points   []Point
}

func newTrack() *track { return &track{} }

// add takes a reading in and returns the rate as it is now.
func (t *track) add(r reading, pace standing.Pace) Rate {
	t.readings = append(t.readings, r)
	if over := len(t.readings) - keptMost; over > 0 {
		t.readings = append(t.readings[:0], t.readings[over:]...)
	}
	for len(t.readings) > 1 && r.at.Sub(t.readings[0].at) > kept {
		t.readings = t.readings[1:]
	}
	rate := Rate{
		Numbers: r.perSecond(t.before(r, rateWindow)), Minute: r.perSecond(t.before(r, minuteWindow)),
		Fill: r.fill(t.before(r, fillWindow), pace),
	}
	oldest := t.readings[0]
	rate.Throttles, rate.Over = max(0, r.throttles-oldest.throttles), r.at.Sub(oldest.at)
	t.point(Point{At: r.at.UnixMilli(), Numbers: rate.Numbers, Fill: rate.Fill})
	return rate
}

// gap notes that nothing is known of a moment.
func (t *track) gap(at time.Time) {
	t.point(Point{At: at.UnixMilli(), Numbers: -1, Fill: -1})
}

func (t *track) point(p Point) {
	if n := len(t.points); n > 0 && p.At <= t.points[n-1].At {
		return // a clock that was set back
	}
	t.points = append(t.points, p)
	if over := len(t.points) - keptMost; over > 0 {
		t.points = append(t.points[:0], t.points[over:]...)
	}
}

// before returns the newest reading that is at least the window older than r,
// else the oldest there is.
func (t *track) before(r reading, window time.Duration) reading {
	for i := len(t.readings) - 1; i >= 0; i-- {
		if r.at.Sub(t.readings[i].at) >= window {
			return t.readings[i]
		}
	}
	return t.readings[0]
}

// perSecond is the mean between two readings. Counters that were reset count nothing.
func (r reading) perSecond(earlier reading) float64 {
	over := r.at.Sub(earlier.at).Seconds()
	if over <= 0 {
		return 0
	}
	return float64(max(0, r.ended-earlier.ended)) / over
}

func (r reading) fill(earlier reading, pace standing.Pace) float64 {
	if fill, ok := pace.Fill(r.ended-earlier.ended, r.calls-earlier.calls); ok {
		return fill
	}
	return -1
}
