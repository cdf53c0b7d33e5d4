package queue

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/redistrouble"
	"github.com/trackreg/trackreg/internal/retry"
	"github.com/trackreg/trackreg/internal/streams"
)

// readBlock is how long a read of the outcomes waits at the server when none
// are there. It is the longest that the end of a context is noticed late.
const readBlock = 500 * time.Millisecond

// Delivery is an outcome as a follower receives it.
type Delivery struct {
	ID string // the stream entry's, the same each time it is delivered
	Outcome
}

// FollowOptions adjust [NewOutcomes]; the zero value is good.
type FollowOptions struct {
	Consumer string        // this process's name within the group; default HOST-PID
	Start    string        // where a new group begins: "0", all that is kept (default), "$", what comes from now on, or an id
	Batch    int64         // most outcomes handed over at once; default 100
	Idle     time.Duration // when another consumer's unacknowledged outcomes are taken over; longer than handling a batch takes; default 1 min
	OnRetry  func(error)   // is told of each Redis error that passes, before the next try
}

// Outcomes follows an account's outcome stream as one consumer of a group. The
// processes that follow by the same group share its outcomes between them.
type Outcomes struct {
	rdb   redis.UniversalClient
	key   string
	group string
	FollowOptions

	last    string // of the entries acknowledged here, where a lost group begins again
	claimed time.Time
}

// NewOutcomes returns a follower of the account's outcomes in the named group,
// which [Outcomes.Follow] creates if need be.
func NewOutcomes(rdb redis.UniversalClient, account, group string, o FollowOptions) *Outcomes {
	host, _ := os.Hostname()
	o.Consumer = cmp.Or(o.Consumer, host+"-"+strconv.Itoa(os.Getpid()))
	o.Start = cmp.Or(o.Start, "0")
	o.Batch = cmp.Or(o.Batch, 100)
	o.Idle = cmp.Or(o.Idle, time.Minute)
	return &Outcomes{rdb: rdb, key: keyspace.Account(account).Out(), group: group, FollowOptions: o, last: o.Start}
}

// Handler takes a batch of outcomes, never an empty one. Returning nil says
// that they need not be delivered again.
type Handler func(ctx context.Context, batch []Delivery) error

// Follow hands the outcomes to handle, in the stream's order, and acknowledges
// a batch once handle has returned nil. It begins with what this consumer had
// taken before and not acknowledged, and takes over what others left behind. So
// every outcome is delivered at least once; after a crash, or to a group whose
// handlers take longer than Idle, some come twice.
//
// It blocks until ctx ends, half a second later at most, and then returns
// ctx.Err(); until handle fails, and then returns its error; or until Redis
// refuses it. Redis away, loading or failing over is waited out. A group that
// is deleted under it is created again where this follower had come to. Call
// it from one goroutine at a time.
func (o *Outcomes) Follow(ctx context.Context, handle Handler) error {
	pause := retry.Pause{Backoff: retry.Backoff{Min: 100 * time.Millisecond, Max: 5 * time.Second}}
	for {
		err := o.follow(ctx, func(ctx context.Context, batch []Delivery) error {
			pause.Reset()
			return handle(ctx, batch)
		})
		var failed *handlerError
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.As(err, &failed):
			return failed.err
		case streams.NoGroup(err):
			continue
		case !redistrouble.Passes(err):
			return fmt.Errorf("follow outcomes as group %s: %w", o.group, err)
		}
		if o.OnRetry != nil {
			o.OnRetry(err)
		}
		_ = pause.Wait(ctx)
	}
}

// handlerError tells a handler's error from one of Redis's.
type handlerError struct{ err error }

func (e *handlerError) Error() string { return e.err.Error() }

// follow does what Follow says until the first error.
func (o *Outcomes) follow(ctx context.Context, handle Handler) error {
	err := o.rdb.XGroupCreateMkStream(ctx, o.key, o.group, o.last).Err()
	if err != nil && !streams.BusyGroup(err) {
		return err
	}
	if err := o.finishOwn(ctx, handle); err != nil {
		return err
	}
	for ctx.Err() == nil {
		if err := o.takeOver(ctx, handle); err != nil {
			return err
		}
		messages, err := o.read(ctx, ">", readBlock)
		if err != nil {
			return err
		}
		if err := o.deliver(ctx, messages, handle); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// finishOwn delivers what this consumer has taken and not acknowledged.
func (o *Outcomes) finishOwn(ctx context.Context, handle Handler) error {
	for {
		messages, err := o.read(ctx, "0", -1)
		if err != nil || len(messages) == 0 {
			return err
		}
		if err := o.deliver(ctx, messages, handle); err != nil {
			return err
		}
	}
}

// read reads from id on, waiting up to block for the first; -1: not at all.
func (o *Outcomes) read(ctx context.Context, id string, block time.Duration) ([]redis.XMessage, error) {
	read, err := o.rdb.XReadGroup(ctx, &redis.XReadGroupArgs{
		Group:    o.group,
		Consumer: o.Consumer,
		Streams:  []string{o.key, id},
		Count:    o.Batch,
		Block:    block,
	}).Result()
	return streams.Messages(read, err)
}

// deliver hands messages over and acknowledges them.
func (o *Outcomes) deliver(ctx context.Context, messages []redis.XMessage, handle Handler) error {
	if len(messages) == 0 {
		return nil
	}
	if batch := deliveries(messages); len(batch) > 0 {
		if err := handle(ctx, batch); err != nil {
			return &handlerError{err}
		}
	}
	ids := make([]string, len(messages))
	for i, m := range messages {
		ids[i] = m.ID
	}
	// They are handled: that is to be known even if ctx has ended meanwhile.
	if err := o.rdb.XAck(context.WithoutCancel(ctx), o.key, o.group, ids...).Err(); err != nil {
		return err
	}
	o.last = ids[len(ids)-1]
	return nil
}

// deliveries leaves out entries that were trimmed away while they were pending:
// they come without fields.
func deliveries(messages []redis.XMessage) []Delivery {
	batch := make([]Delivery, 0, len(messages))
	for _, m := range messages {
		if len(m.Values) > 0 {
			batch = append(batch, Delivery{ID: m.ID, Outcome: ParseOutcome(m.Values)})
		}
	}
	return batch
}
