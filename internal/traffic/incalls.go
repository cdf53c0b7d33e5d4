package traffic

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/keyspace"
)

// holds is how long what a process said of its calls is believed.
const holds = 5 * time.Second

// InCalls are the numbers that are in a call now: sent, or about to be, and not answered.
type InCalls struct{ Live, Bulk int64 }

// All is how many there are.
func (n InCalls) All() int64 { return n.Live + n.Bulk }

//go:embed incalls.lua
var inCallsLua string

var inCallsScript = redis.NewScript(inCallsLua)

// inCallsKey is the hash of what each process has in calls.
func inCallsKey(account string) string { return keyspace.Account(account).Own("in-calls") }

// Put says for a process what it has in calls. Errors are Redis's.
func (r *Record) Put(ctx context.Context, process string, n InCalls) error {
	err := inCallsScript.Run(ctx, r.rdb, []string{inCallsKey(r.account)}, process, n.Live, n.Bulk, holds.Microseconds()).Err()
	if err != nil {
		return fmt.Errorf("note what account %s has in calls: %w", r.account, err)
	}
	return nil
}

// inCalls adds up what the processes said lately; what is no sample of ours is passed over, and what
// was said by a clock that was ahead.
func inCalls(fields map[string]string, now time.Time) InCalls {
	var sum InCalls
	for _, text := range fields {
		var at, live, bulk int64
		if _, err := fmt.Sscan(text, &at, &live, &bulk); err != nil || now.Sub(time.UnixMicro(at)).Abs() > holds {
			continue
		}
		sum.Live, sum.Bulk = sum.Live+live, sum.Bulk+bulk
	}
	return sum
}
