package ledger

import (
	"context"
	_ "embed"
	"time"

	"github.com/redis/go-redis/v9"
)

//go:embed mark.lua
var markLua string

var markScript = redis.NewScript(markLua)

// Mark is how far an import's due times were handed out.
type Mark struct {
	Due      time.Time // the newest that was, or from when on the schedule counts; zero: never
	Schedule string    // by which it was due, as the settings write it
}

// Mark returns the import's mark, the zero Mark where it was never seen.
func (l *Ledger) Mark(ctx context.Context) (Mark, error) {
	fields, err := l.rdb.HMGet(ctx, l.key(), "due", "schedule").Result()
	if err != nil {
		return Mark{}, l.wrap("read the newest due time", err)
	}
	due, _ := fields[0].(string)
	schedule, _ := fields[1].(string)
	return Mark{Due: millis(due), Schedule: schedule}, nil
}

// SetMark moves the import's mark on. It never goes back, unless the schedule is another one.
func (l *Ledger) SetMark(ctx context.Context, m Mark) error {
	err := markScript.Run(ctx, l.rdb, []string{l.key()}, m.Due.UnixMilli(), m.Schedule).Err()
	return l.wrap("move the newest due time", err)
}
