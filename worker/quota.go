package worker

import (
	"context"
	"encoding/hex"
	"errors"
	"time"

	"github.com/rs/zerolog"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/retry"
	"github.com/trackreg/trackreg/track17"
)

// quotaInterval is how often a process asks the gate whether a reading of the
// quota is due; the reading itself is made by one process at quota_poll.
const quotaInterval = 2 * time.Second

// quotaReader keeps the gate's picture of the account's quota fresh.
type quotaReader struct {
	gate   *gate.Gate
	vendor vendor
	me     string
	key    func() string // nil: not known
	lease  time.Duration // of the process that asks: a call's timeout and some
	redis  *redisWatch
	tell   func([]gate.Change, gate.State)
	nudge  func() // has the batcher ask the gate anew; nil: there is none
	log    zerolog.Logger
}

// Run reads the quota whenever that is due and no other process does.
func (q *quotaReader) Run(ctx context.Context) error {
	return every(ctx, quotaInterval, q.redis, q.ifDue)
}

func (q *quotaReader) ifDue(ctx context.Context) error {
	state, err := q.gate.Read(ctx)
	if err != nil || state.Quota.Due.After(state.Now) {
		return err
	}
	return role{"quota", q.me, q.lease}.step(ctx, q.gate, q.Ask)
}

// freshFor is how long a reading tells a process that starts what it would ask for itself.
const freshFor = time.Minute

// askIfStale asks unless somebody has read the quota with this very key in the
// last minute, or is about to: processes that start together spend one slot.
func (q *quotaReader) askIfStale(ctx context.Context) error {
	name := q.keyName()
	if name == "" {
		return q.Ask(ctx)
	}
	first := "first reading by " + name
	lead, err := q.gate.Lead(ctx, first, q.me, q.lease)
	if err != nil || !lead {
		return err
	}
	defer func() { _ = q.gate.Resign(context.WithoutCancel(ctx), first, q.me) }() // else its lease ends
	state, err := q.gate.Read(ctx)
	if err != nil || fresh(state, name) {
		return err
	}
	return q.Ask(ctx)
}

// fresh says whether the quota was read in the last minute, with the key of that name.
func fresh(s gate.State, name string) bool {
	return s.Quota.By == name && !s.Quota.At.After(s.Now) && s.Now.Sub(s.Quota.At) < freshFor
}

// keyName names the key in force without giving it away; "" where it is not known.
func (q *quotaReader) keyName() string {
	if q.key == nil {
		return ""
	}
	sum := fingerprint(q.key())
	return hex.EncodeToString(sum[:8])
}

// Ask makes one getquota call, in a slot like any other call, and blocks until
// the gate knows its answer. That the call failed is no error.
func (q *quotaReader) Ask(ctx context.Context) error {
	_, _, err := q.ask(ctx)
	return err
}

// ask does what Ask does, and returns the answer, or what the call failed with.
func (q *quotaReader) ask(ctx context.Context) (quota track17.Quota, failure, err error) {
	slot, err := q.slot(ctx)
	if err != nil {
		return quota, nil, err
	}
	quota, failure = q.vendor.Quota(ctx)
	if ctx.Err() != nil {
		return track17.Quota{}, nil, ctx.Err()
	}
	effect, err := q.report(ctx, slot, quota, failure)
	if err == nil {
		q.tell(effect.Changed, effect.State)
	}
	if q.nudge != nil && (failure != nil || len(effect.Changed) > 0) {
		q.nudge() // the call may have given its slot back, or opened a latch
	}
	return quota, failure, err
}

// slot waits for a slot that getquota may have.
func (q *quotaReader) slot(ctx context.Context) (gate.Slot, error) {
	for {
		slot, err := q.gate.Take(ctx, []gate.Class{{Lane: gate.QuotaLane}})
		if err != nil || len(slot.May) > 0 {
			return slot, err
		}
		if err := retry.Wait(ctx, slot.Wait); err != nil {
			return slot, err
		}
	}
}

// report tells the gate what getquota answered: a reading, or what its failure
// says about the account.
func (q *quotaReader) report(ctx context.Context, slot gate.Slot, quota track17.Quota, failure error) (gate.Effect, error) {
	var fault *track17.Fault
	if !errors.As(failure, &fault) {
		return q.gate.ReportQuota(ctx, slot.Lease, readingOf(quota, q.keyName()))
	}
	rule := getquota.Judge(track17.Call, *fault)
	q.log.Warn().Str("disposition", rule.Do.String()).Str("fault", fault.Error()).Msg("getquota failed")
	return q.gate.Report(ctx, gate.Report{
		Kind:       kindOf(rule.Do),
		Lease:      slot.Lease,
		Reason:     track17.Explain(*fault, rule),
		RetryAfter: fault.RetryAfter,
		Code:       fault.Cause(),
	})
}

// getquota judges the call's failures: it is no operation on numbers, and has
// no codes of its own.
var getquota = &track17.Operation{Name: gate.QuotaLane}

// readingOf is the vendor's quota as the gate keeps it: what was not given is
// negative.
func readingOf(q track17.Quota, by string) gate.QuotaReading {
	given := func(field track17.QuotaField, n int64) int64 {
		if !q.Has(field) {
			return -1
		}
		return n
	}
	reading := gate.QuotaReading{
		Remain:    -1,
		TodayUsed: given(track17.QuotaTodayUsed, q.TodayUsed),
		MaxDaily:  given(track17.QuotaMaxDaily, q.MaxDaily),
		Total:     given(track17.QuotaTotal, q.Total),
		Used:      given(track17.QuotaUsed, q.Used),
		By:        by,
	}
	if left, ok := q.Left(); ok {
		reading.Remain = left
	}
	return reading
}
