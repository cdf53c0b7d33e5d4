package source

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

// ErrWriting is wrapped by the Error of a file that may still be written.
var ErrWriting = errors.New("it is still being written")

// unendedTimes is how many times as long a file has to rest whose last line has not ended: its
// writer may be in the middle of a row, and many a file has no line end behind its last.
const unendedTimes = 6

// resting judges which files rest: their size and modification time have been the same for a
// while. It is safe for concurrent use.
type resting struct {
	after time.Duration // 0: all do
	// believes is how far back a modification time must lie to be believed by itself: it is a clock
	// of another machine's where that is not 0. Others are watched from one look to the next.
	believes time.Duration

	mu   sync.Mutex
	seen map[string]sighting
}

// sighting is a file as it has been since it was seen first.
type sighting struct {
	version string
	since   time.Time
}

func newResting(after, believes time.Duration) *resting {
	return &resting{after: after, believes: believes, seen: map[string]sighting{}}
}

// writing says of a file that does not rest yet what it waits for; nil: it may be read. ended looks
// whether its last line has ended.
func (r *resting) writing(p place, version string, modified time.Time, ended func() (bool, error)) *Error {
	if r.after <= 0 {
		return nil
	}
	rested := r.rested(p.part, version, modified)
	if rested >= unendedTimes*r.after {
		return nil
	}
	if rested < r.after {
		return p.passing(ErrWriting, "is still being written",
			fmt.Sprintf("it is read when nothing was written to it for %v (settled_after)", r.after))
	}
	if whole, err := ended(); err != nil || whole {
		return nil // who opens it says what is wrong
	}
	return p.passing(ErrWriting, "does not end with a whole line, and may still be written",
		fmt.Sprintf("it is read when its last line has ended, or nothing was written to it for %v (%d times settled_after)", unendedTimes*r.after, unendedTimes))
}

// rested is for how long the file has been as it is.
func (r *resting) rested(name, version string, modified time.Time) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := time.Now()
	first, known := r.seen[name]
	if !known || first.version != version {
		first = sighting{version, now}
		r.seen[name] = first
	}
	rested := now.Sub(first.since)
	// A time in the future is of a clock that is not ours, and so says nothing.
	if age := now.Sub(modified); age >= r.believes {
		rested = max(rested, age)
	}
	return rested
}
