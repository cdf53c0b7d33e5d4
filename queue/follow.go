package queue

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

// Delivery is an outcome as a follower receives it.
type Delivery struct {
	ID string // of the stream entry; equal for every delivery of it
	Outcome
}

// Outcomes follows an account's outcome stream as one consumer of a group. The
// processes that follow with the same group share the stream's entries.
type Outcomes struct{}

// FollowOptions adjust [NewOutcomes]; the zero value is good.
type FollowOptions struct {
	Consumer string        // this process's name within the group; default HOST-PID
	Start    string        // where a new group begins: "0" (default), "$" or an id
	Batch    int64         // most outcomes handed over at once; default 100
	Idle     time.Duration // after this long another consumer's unacknowledged outcomes are taken over; default 1 min
	OnRetry  func(error)   // told of each passing Redis error before the next try; default: none
}

// NewOutcomes returns a follower of the account's outcomes in the named group.
func NewOutcomes(rdb redis.UniversalClient, account, group string, o FollowOptions) *Outcomes {
	panic("soon")
}

// Follow hands every outcome to handle, in batches, and acknowledges a batch
// when handle returns nil: at-least-once. It blocks until ctx ends, and then
// returns ctx.Err(), or until handle fails, and then returns its error; what was not acknowledged comes again.
func (o *Outcomes) Follow(ctx context.Context, handle func(context.Context, []Delivery) error) error {
	panic("soon")
}
