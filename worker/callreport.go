package worker

import (
	"context"
	"fmt"
	"time"

	"github.com/rs/zerolog"

	"github.com/trackreg/trackreg/batching"
	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17"
)

// Call is what an observer learns of one call.
type Call struct {
	Account     string
	Op          string
	Size        int // numbers sent
	Accepted    int
	Failed      int // numbers that failed by their own fault, for good or for now
	Kept        int // numbers that go again, blameless
	Disposition track17.Disposition
	Took        time.Duration
	SlotWaits   []SlotWait // of the numbers sent for the first time, one for each class
}

// tell says in one event how a call went, and what it changed. call holds what
// was known before the answer.
func (c *caller) tell(call Call, answer track17.Answer, r judged, effect gate.Effect) {
	call.Accepted, call.Disposition, call.Took = r.report.Accepted, r.disposition, answer.Duration
	call.count(r)
	c.observe(call)
	event := c.log.Info()
	switch {
	case r.fault != nil:
		event = c.log.Warn().Str("fault", r.fault.Error())
	case c.quiet:
		event = c.log.Debug()
	}
	event.Str("op", call.Op).Int("size", call.Size).Int("accepted", call.Accepted).Int("failed", call.Failed).
		Int("kept", call.Kept).Stringer("disposition", call.Disposition).Dur("took_ms", call.Took).Msg("call")
	if answer.Strangers > 0 {
		c.log.Warn().Int("strangers", answer.Strangers).Msg("the answer lists numbers that were not asked for")
	}
	c.changed(effect.Changed, effect.State)
}

// count sorts the call's numbers by what became of them.
func (c *Call) count(r judged) {
	if r.reply.Whole != batching.Answered {
		c.Kept = c.Size
		return
	}
	for _, result := range r.reply.Results {
		switch {
		case result.Keep:
			c.Kept++
		case !result.Value.final() || result.Value.failed():
			c.Failed++
		}
	}
}

// eventTimeout bounds the writing of an event: it is for people, and must not
// hold up a call's result.
const eventTimeout = 2 * time.Second

// changed logs what changed at the gate, and puts it in the account's events.
func (c *caller) changed(changes []gate.Change, state gate.State) {
	for _, change := range changes {
		c.log.WithLevel(levelOf(change)).Str("change", string(change.What)).Str("latch", string(change.Latch)).
			Str("reason", string(change.Reason)).Int64("before", change.Before).Int64("after", change.After).
			Str("why", whyOf(change, state)).Msg("gate")
		name, ok := eventOf(change)
		if !ok {
			continue
		}
		ctx, cancel := context.WithTimeout(context.Background(), eventTimeout)
		c.redis.saw(c.events.Emit(ctx, queue.Event{Name: name, Account: c.account, Message: whyOf(change, state)}))
		cancel()
	}
}

// whyOf is the sentence that a latch was closed with, or what its opening means.
func whyOf(change gate.Change, state gate.State) string {
	switch {
	case change.What == gate.Opened:
		return fmt.Sprintf("calls go again; they had stopped for %s", change.Reason)
	case change.What == gate.QuotaLow:
		return fmt.Sprintf("%d units of quota are left", change.After)
	}
	switch change.Latch {
	case gate.AccountLatch:
		return state.Account.Why
	case gate.QuotaLatch:
		return state.Spend.Why
	}
	return ""
}

// levelOf says which changes a person should look at.
func levelOf(change gate.Change) zerolog.Level {
	switch change.What {
	case gate.Closed, gate.ClosedAgain, gate.QuotaLow, gate.SizeChanged:
		return zerolog.WarnLevel
	}
	return zerolog.InfoLevel
}

// eventOf names the event that a change is to other programs.
func eventOf(change gate.Change) (string, bool) {
	switch {
	case change.What == gate.Opened && told(change.Reason):
		return queue.AccountResumed, true
	case change.What == gate.QuotaLow:
		return queue.QuotaLow, true
	case change.What != gate.Closed:
		return "", false
	}
	return closingOf(change.Reason)
}

// told says that other programs are told of a latch that closes for the
// reason, and so of its opening.
func told(reason gate.Reason) bool {
	_, ok := closingOf(reason)
	return ok
}

// closingOf names the event that a latch's closing is.
func closingOf(reason gate.Reason) (string, bool) {
	switch reason {
	case gate.Held:
		return queue.AccountHeld, true
	case gate.QuotaDrained:
		return queue.AccountDrained, true
	case gate.DailyLimited:
		return queue.AccountDailyLimit, true
	case gate.Paused:
		return queue.AccountPaused, true
	}
	return "", false
}
