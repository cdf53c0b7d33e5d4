package board

import (
	"time"

	"github.com/trackreg/trackreg/internal/standing"
)

// keptMost bounds the points of an account: those of ten minutes.
const keptMost = int(10*time.Minute/every) + 10

// Point is an account's speed at one moment.
type Point struct {
	At      int64   // Unix milliseconds
	Numbers float64 // that ended by a call, a second, lately; below 0: not known
	Fill    float64 // share of a full call; below 0: no call had a number end
}

// track is an account's points of the last minutes. It has no lock.
type track struct{ points []Point }

func (t *track) add(at time.Time, s standing.Speed) {
	p := Point{At: at.UnixMilli(), Numbers: s.Rate, Fill: -1}
	if s.Fill != nil {
		p.Fill = *s.Fill
	}
	t.point(p)
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
