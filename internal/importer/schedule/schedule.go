// Package schedule says when an import is due, and hands its runs out then. A [Schedule] is pure:
// it knows no clock and keeps nothing, so that the schedulers of all workers come to the same due
// times, each by itself.
//
// A schedule picks times of the clock on the wall, and each such time is due once: when the
// clock first shows it or a later one. So a time that spring skips is due when the clock has
// jumped, and one that autumn repeats is due the first time round.
package schedule

import (
	"time"

	"github.com/trackreg/trackreg/configs"
)

// Schedule is when an import is due. It is safe for concurrent use.
type Schedule struct{ is configs.Schedule }

// Due is one time at which an import is due.
type Due struct {
	// At is the moment. Several wall times that spring skips share one.
	At time.Time
	// Wall is what the clock shows, or would have shown, such as 2006-01-02T15:04: with seconds
	// where an @every has some, and in UTC for each @every. It names the run, and no two due times
	// of a schedule share one.
	Wall string
}

// Parse reads a schedule as the settings write it: cron's five fields, @daily and the like, with
// CRON_TZ=ZONE before them or not (UTC then), or @every and a duration. The error is
// configs.ParseSchedule's.
func Parse(text string) (*Schedule, error) {
	is, err := configs.ParseSchedule(text)
	if err != nil {
		return nil, err
	}
	return &Schedule{is: is}, nil
}

// Due returns every due time in (after, until], in the order of their walls, which is that of
// their moments too. It is empty when there is none.
func (s *Schedule) Due(after, until time.Time) []Due {
	var all []Due
	for due := range s.from(after) {
		if due.At.After(until) {
			break
		}
		all = append(all, due)
	}
	return all
}

// Next returns the first due time after the moment, or the zero Due where none comes within five
// years.
func (s *Schedule) Next(after time.Time) Due {
	for due := range s.from(after) {
		return due
	}
	return Due{}
}
