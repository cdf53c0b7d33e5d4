package worker

import (
	"sync"
	"time"

	"github.com/rs/zerolog"

	"github.com/trackreg/trackreg/internal/redistrouble"
	"github.com/trackreg/trackreg/internal/retry"
)

// calmFor is how long all uses of Redis must have succeeded for it to be well
// again. A Redis that refuses writes still answers reads, and commands that it
// left without an answer fail after the first that it answers again. The
// longest interval of a loop that writes is as long.
const calmFor = janitorInterval

// redisWatch says once that Redis is in trouble and once that it is well
// again, however many parts of a process notice.
type redisWatch struct {
	log zerolog.Logger

	mu    sync.Mutex
	told  map[redistrouble.Kind]bool // in this trouble; nil: Redis is well
	since time.Time
	calm  time.Time // since when nothing has failed any more; zero: nothing has succeeded since
}

// otherTrouble is an error that nobody foresaw. It is no worse than the others:
// whoever met it tries again.
var otherTrouble = redistrouble.Trouble{Kind: "other", Advice: "it refuses a command", Passing: true}

// saw takes note of how a use of Redis ended.
func (w *redisWatch) saw(err error) {
	trouble, known := redistrouble.Diagnose(err)
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case known:
		w.fail(trouble, err)
	case redistrouble.Ended(err):
	case err != nil:
		w.fail(otherTrouble, err)
	case w.told != nil:
		w.succeed()
	}
}

// succeed takes note of a success in trouble.
func (w *redisWatch) succeed() {
	now := time.Now()
	if w.calm.IsZero() {
		w.calm = now
	}
	if now.Sub(w.calm) >= calmFor {
		w.log.Info().Dur("after_ms", w.calm.Sub(w.since)).Msg("redis is well again")
		w.told = nil
	}
}

// fail tells of a failure, unless it is more of the same: what comes of a
// trouble by itself, such as loading after being away, belongs to it, but what
// a person must mend is told even so.
func (w *redisWatch) fail(trouble redistrouble.Trouble, err error) {
	w.calm = time.Time{}
	if w.told == nil {
		w.told, w.since = map[redistrouble.Kind]bool{}, time.Now()
	} else if trouble.Passing || w.told[trouble.Kind] {
		return
	}
	w.told[trouble.Kind] = true
	w.log.Warn().Err(err).Str("trouble", string(trouble.Kind)).Msg("redis in trouble: " + trouble.Advice + "; waiting, nothing is lost")
}

// untilTaken is how Redis is brought what must not be lost between a vendor's
// answer and its record.
func (w *redisWatch) untilTaken() retry.Policy {
	return retry.Policy{Backoff: retry.Backoff{Min: 50 * time.Millisecond, Max: 2 * time.Second}, Saw: w.saw}
}
