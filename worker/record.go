package worker

import (
	"context"
	"time"

	"github.com/trackreg/trackreg/batching"
	"github.com/trackreg/trackreg/internal/known"
	"github.com/trackreg/trackreg/internal/retry"
	"github.com/trackreg/trackreg/queue"
)

// recorder writes an account's outcomes.
type recorder struct {
	account  string
	outcomes outcomeWriter
	known    knownNumbers // nil: the account keeps no record of them
	redis    *redisWatch
	now      func() time.Time
	observe  func(queue.Outcome)
}

// outcomeWriter is the part of outlet.Recorder that a pipeline needs.
type outcomeWriter interface {
	Record(ctx context.Context, outcomes []queue.Outcome) error
}

// knownNumbers is the part of known.Record that a pipeline needs.
type knownNumbers interface {
	Add(ctx context.Context, identities []string) (int, error)
}

// record writes the outcomes among a call's settled numbers in one round trip
// and returns once Redis has them; those that are tried again have none.
func (r *recorder) record(ctx context.Context, settled []batching.Settled[*number, verdict]) error {
	outcomes := make([]queue.Outcome, 0, len(settled))
	for _, s := range settled {
		if s.Result.final() {
			outcomes = append(outcomes, r.outcome(s.Item.Value, s.Result))
		}
	}
	return r.write(ctx, outcomes)
}

// write repeats until Redis has taken the outcomes or ctx ends.
func (r *recorder) write(ctx context.Context, outcomes []queue.Outcome) error {
	if len(outcomes) == 0 {
		return nil
	}
	_, err := retry.Until(ctx, r.redis.untilTaken(), func(ctx context.Context) (struct{}, error) {
		return struct{}{}, r.outcomes.Record(ctx, outcomes)
	})
	if err != nil {
		return err
	}
	r.remember(ctx, outcomes)
	for _, o := range outcomes {
		r.observe(o)
	}
	return nil
}

// remember adds what is registered to the known numbers, if the account wants
// that. It is not repeated: a number that is missing there costs a call that
// finds it registered, and no quota.
func (r *recorder) remember(ctx context.Context, outcomes []queue.Outcome) {
	if r.known == nil {
		return
	}
	var identities []string
	for _, o := range outcomes {
		identities = append(identities, known.Of(o)...)
	}
	if len(identities) == 0 {
		return
	}
	_, err := r.known.Add(ctx, identities)
	r.redis.saw(err)
}

// outcome is the record of one number's end.
func (r *recorder) outcome(n *number, v verdict) queue.Outcome {
	return queue.Outcome{
		Task:         n.task,
		Account:      r.account,
		Op:           n.op.Name,
		Number:       n.entry.Number,
		Carrier:      v.carrier,
		GivenCarrier: n.entry.Carrier,
		Origin:       v.origin,
		Outcome:      v.outcome,
		Class:        v.class,
		Code:         int(v.code),
		Message:      v.message,
		Remedy:       v.remedy,
		Tag:          n.entry.Tag,
		Ref:          n.entry.Ref,
		Source:       n.entry.Source,
		Attempts:     v.attempts,
		At:           r.now(),
		Payload:      n.entry.Payload,
		Queue:        n.queue,
		Mends:        n.entry.Mends,
		MendedAt:     n.mendedAt(),
	}
}
