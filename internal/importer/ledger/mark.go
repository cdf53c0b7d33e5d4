package ledger

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"
)

// marksKept is how long the mark of a schedule is kept that is not the import's any more. While
// workers of two settings run side by side, each goes by the mark of its own.
const marksKept = 60 * 24 * time.Hour

// beginScheduleScript begins a schedule.
//
// KEYS[1] -> the hash of the import's marks in milliseconds since 1970, by their schedules
// ARGV[1] -> the schedule
// ARGV[2] -> now
// ARGV[3] -> the time before which a mark of another schedule is dropped
//
// Answers the schedule's mark.
var beginScheduleScript = redis.NewScript(`
local marks = redis.call('HGETALL', KEYS[1])
for i = 1, #marks, 2 do
	if marks[i] ~= ARGV[1] and tonumber(marks[i + 1]) < tonumber(ARGV[3]) then redis.call('HDEL', KEYS[1], marks[i]) end
end
redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2])
return redis.call('HGET', KEYS[1], ARGV[1])
`)

// advanceScript moves a schedule's mark on.
//
// KEYS[1] -> the hash of the import's marks, see above
// ARGV[1] -> the schedule
// ARGV[2] -> the new mark
var advanceScript = redis.NewScript(`
local mark = redis.call('HGET', KEYS[1], ARGV[1])
if not mark or tonumber(mark) < tonumber(ARGV[2]) then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end
return 1
`)

func (l *Ledger) marksKey() string { return l.keys.ImportKept(l.name, "marks") }

// BeginSchedule returns up to when the due times of the schedule, as the settings write it, were
// handed out. One that was never seen is marked with now.
func (l *Ledger) BeginSchedule(ctx context.Context, schedule string, now time.Time) (time.Time, error) {
	oldest := now.Add(-marksKept).UnixMilli()
	mark, err := beginScheduleScript.Run(ctx, l.rdb, []string{l.marksKey()}, schedule, now.UnixMilli(), oldest).Text()
	return millis(mark), l.wrap("begin its schedule", err)
}

// Handed returns up to when the due times of the schedule were handed out, which is the zero time
// where it was never begun.
func (l *Ledger) Handed(ctx context.Context, schedule string) (time.Time, error) {
	mark, err := l.rdb.HGet(ctx, l.marksKey(), schedule).Result()
	if errors.Is(err, redis.Nil) {
		err = nil
	}
	return millis(mark), l.wrap("read the mark of its schedule", err)
}

// Advance says that the due times of the schedule were handed out up to a time. It never goes back.
func (l *Ledger) Advance(ctx context.Context, schedule string, to time.Time) error {
	err := advanceScript.Run(ctx, l.rdb, []string{l.marksKey()}, schedule, to.UnixMilli()).Err()
	return l.wrap("move the mark of its schedule", err)
}
