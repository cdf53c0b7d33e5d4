package schedule

import (
	"iter"
	"time"
)

const (
	wallMinute = "2006-01-02T15:04"
	wallSecond = "2006-01-02T15:04:05"
)

// from yields the due times after a moment, without end unless the schedule has one.
func (s *Schedule) from(after time.Time) iter.Seq[Due] {
	if s.is.Every > 0 {
		return s.fromEvery(after)
	}
	return func(yield func(Due) bool) {
		wall := highest(after, s.is.Zone)
		for {
			wall = s.is.Times.Next(wall)
			if wall.IsZero() || !yield(Due{At: reached(wall, s.is.Zone), Wall: wall.Format(wallMinute)}) {
				return
			}
		}
	}
}

// fromEvery counts from the Unix epoch, so that the due times do not depend on who asks when.
func (s *Schedule) fromEvery(after time.Time) iter.Seq[Due] {
	step := int64(s.is.Every / time.Second)
	layout := wallMinute
	if step%60 != 0 {
		layout = wallSecond
	}
	return func(yield func(Due) bool) {
		for n := floor(after.Unix(), step) + 1; ; n++ {
			at := time.Unix(n*step, 0).UTC()
			if !yield(Due{At: at, Wall: at.Format(layout)}) {
				return
			}
		}
	}
}

// floor divides, and rounds down also below zero.
func floor(n, by int64) int64 {
	quotient := n / by
	if n%by < 0 {
		quotient--
	}
	return quotient
}
