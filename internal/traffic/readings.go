package traffic

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/meter"
)

const (
	// Apart is the time between two readings, whichever processes take them.
	Apart = 5 * time.Second
	// kept is how many readings are: those of the time that a speed is the mean of, and some.
	kept = 6
	// lately is how old a reading may be that tells how fast it goes now.
	lately = 30 * time.Second
)

//go:embed reading.lua
var readingLua string

var readingScript = redis.NewScript(readingLua)

// readingsKey is the list of the readings, the newest first.
func readingsKey(account string) string { return keyspace.Account(account).Own("readings") }

// Note keeps a reading, unless another process has just done so. Errors are Redis's.
func (r *Record) Note(ctx context.Context, of meter.Reading) error {
	err := readingScript.Run(ctx, r.rdb, []string{readingsKey(r.account)},
		of.At.UnixMicro(), of.Ended, of.Calls, of.Throttles, Apart.Microseconds(), kept).Err()
	if err != nil {
		return fmt.Errorf("keep a reading of account %s: %w", r.account, err)
	}
	return nil
}

// readings are those that tell how fast it goes at now, the oldest first.
//
// Readings are taken only while calls go. So where all are old, they still tell that nothing goes
// now if nothing has ended since the newest; and they tell nothing if something has, as the processes
// of a version that takes no readings do it.
func readings(lines []string, now meter.Reading) []meter.Reading {
	var fresh []meter.Reading
	newest := meter.Reading{At: now.At.Add(-lately)} // of an account that was never used
	for i := len(lines) - 1; i >= 0; i-- {
		var at int64
		var r meter.Reading
		if _, err := fmt.Sscan(lines[i], &at, &r.Ended, &r.Calls, &r.Throttles); err != nil {
			continue // not ours
		}
		r.At = time.UnixMicro(at)
		newest = r
		if now.At.Sub(r.At) <= lately {
			fresh = append(fresh, r)
		}
	}
	if fresh == nil && newest.Ended == now.Ended {
		// What was refused while nothing ended is of another time.
		return []meter.Reading{{At: now.At.Add(-lately), Ended: now.Ended, Calls: now.Calls, Throttles: now.Throttles}}
	}
	return fresh
}
