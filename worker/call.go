package worker

import (
	"context"
	"time"

	"github.com/rs/zerolog"

	"github.com/trackreg/trackreg/batching"
	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/retry"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17"
)

// caller makes an account's calls and judges the answers. It is the batcher's
// batching.Carrier.
type caller struct {
	account  string
	vendor   vendor
	gate     *gate.Gate
	limits   attemptLimits
	recorder *recorder
	redis    *redisWatch
	events   *queue.Events
	flights  *flights
	quiet    bool // calls that went well are for debugging alone
	observe  func(Call)
	log      zerolog.Logger
}

// vendor is the part of track17.Client that a pipeline needs.
type vendor interface {
	Do(ctx context.Context, op *track17.Operation, items []track17.CallItem) track17.Answer
	Quota(ctx context.Context) (track17.Quota, error)
}

// Call sends the items in one call, tells the gate how it went, and says what
// the answer means for each of them.
func (c *caller) Call(ctx context.Context, batch batching.Batch[*number]) batching.Reply[verdict] {
	op := batch.Items[0].Value.op
	call := Call{Account: c.account, Op: op.Name, Size: len(batch.Items), SlotWaits: slotWaits(batch.Items, time.Now())}
	landed := c.flights.begin(batch.Items)
	answer := c.vendor.Do(ctx, op, sent(batch.Items))
	landed()
	read := c.read(op, batch, answer)
	report := read.report
	report.Lease, report.Sent = batch.Slot.Lease, len(batch.Items)
	effect, err := retry.Until(ctx, c.redis.untilTaken(), func(ctx context.Context) (gate.Effect, error) {
		return c.gate.Report(ctx, report)
	})
	if err != nil {
		// Only a stop that is cut short ends here: the numbers go back to
		// the queue and a repeat of the call costs nothing.
		return batching.Reply[verdict]{Whole: batching.Front}
	}
	read.reply.Now, read.reply.Success = effect.Now, effect.Success
	read.reply.Ask = report.Kind == gate.Throttle // the slot that was refused may be had again sooner
	c.tell(call, answer, read, effect)
	return read.reply
}

// Record makes the outcomes durable before any handler learns of its own.
func (c *caller) Record(ctx context.Context, settled []batching.Settled[*number, verdict]) error {
	return c.recorder.record(ctx, settled)
}

// sent are the entries as the vendor gets them.
func sent(items []batching.Item[*number]) []track17.CallItem {
	out := make([]track17.CallItem, len(items))
	for i, item := range items {
		out[i] = item.Value.callItem()
	}
	return out
}
