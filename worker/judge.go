package worker

import (
	"github.com/trackreg/trackreg/batching"
	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/track17"
)

// judged is an answer understood: what the gate is to know of the call, and
// what the batcher is to do with its numbers.
type judged struct {
	report      gate.Report
	reply       batching.Reply[verdict]
	disposition track17.Disposition // of the call: Done when its items were read
	fault       *track17.Fault      // what the account or the vendor did wrong, if anything
}

// read judges an answer: as a whole when it failed as a whole, else item by
// item.
func (c *caller) read(op *track17.Operation, batch batching.Batch[*number], answer track17.Answer) judged {
	if answer.Fault != nil {
		return c.readFault(op, batch, *answer.Fault)
	}
	if fault := loneAgain(op, answer.Items); fault != nil {
		return c.readFault(op, batch, *fault)
	}
	r := c.readItems(op, batch.Items, answer.Items)
	if answer.Status == 0 {
		r.report.Kind = gate.Neutral // no call was made: no item could be sent
	}
	return r
}

// loneAgain is the fault of a call's only item where it says no more than to
// send the same again. With no other item to compare it with, that is the
// whole call's failure, and no endless business of the number's own.
func loneAgain(op *track17.Operation, answers []track17.ItemAnswer) *track17.Fault {
	if len(answers) != 1 || answers[0].Accepted || answers[0].Missing || op.Judge(track17.Item, *answers[0].Fault).Do != track17.Again {
		return nil
	}
	return answers[0].Fault
}

// readFault reads a call that failed as a whole. Nothing in it is a verdict on
// a number; reply.Own is what it would be, should the failure turn out to be
// the number's own, if it can.
func (c *caller) readFault(op *track17.Operation, batch batching.Batch[*number], fault track17.Fault) judged {
	items := batch.Items
	rule := op.Judge(track17.Call, fault)
	r := judged{disposition: rule.Do, fault: &fault}
	r.report = gate.Report{
		Kind:       kindOf(rule.Do),
		Reason:     track17.Explain(fault, rule),
		RetryAfter: fault.RetryAfter,
		TooMany:    fault.TooMany(),
		Code:       fault.Cause(),
	}
	r.reply.Whole = wholeOf(rule.Do)
	if r.reply.Whole == batching.Split && len(items) == 1 {
		r.report.Lone, r.report.LoneSince = items[0].Key, batch.RefusedSince
	}
	if mayBeOwn(rule.Do, fault) {
		r.reply.Own = func(i int) verdict {
			return c.limits.blame(items[i].Value, op.Convict(fault), fault)
		}
	}
	return r
}

// mayBeOwn says that a failed call can turn out to be the failure of its only
// number. What 17TRACK says of the account by a code of its own cannot.
func mayBeOwn(d track17.Disposition, fault track17.Fault) bool {
	switch d {
	case track17.Again, track17.Split:
		return true
	case track17.Hold:
		return fault.Status != 0 && fault.Code == track17.CodeSuccess
	}
	return false
}

// readItems reads the answer to each item. The gate hears of the gravest fault
// of the account's among them, and of what was accepted either way. An item
// that is missing says nothing of the account: the others were answered.
func (c *caller) readItems(op *track17.Operation, items []batching.Item[*number], answers []track17.ItemAnswer) judged {
	r := judged{disposition: track17.Done}
	r.report.Kind = gate.Success
	r.reply.Whole = batching.Answered
	r.reply.Results = make([]batching.Result[verdict], len(items))
	for i, item := range items {
		result, rule := c.readItem(op, item.Value, answers[i])
		r.reply.Results[i] = result
		if answers[i].Accepted && op.Spends {
			r.report.Accepted++
		}
		if !answers[i].Missing && graver(rule.Do, r.disposition) {
			r.disposition, r.fault = rule.Do, answers[i].Fault
			r.report.Kind = kindOf(rule.Do)
			r.report.Reason = track17.Explain(*answers[i].Fault, rule)
			r.report.Code = answers[i].Fault.Cause()
		}
	}
	return r
}

// readItem judges one item. A kept result says that the number is blameless
// and goes again from the front.
func (c *caller) readItem(op *track17.Operation, n *number, a track17.ItemAnswer) (batching.Result[verdict], track17.Rule) {
	if a.Accepted {
		n.passedOver = 0
		return batching.Result[verdict]{Value: accepted(n, a)}, track17.Rule{Do: track17.Done}
	}
	rule := c.judgeItem(op, n, a)
	if blamesAccount(rule.Do) {
		return batching.Result[verdict]{Keep: true}, rule
	}
	return batching.Result[verdict]{Value: c.limits.blame(n, rule, *a.Fault)}, rule
}

// judgeItem judges an item that was not accepted. One that was passed over
// goes again; when that happens time after time while others come through, it
// is the number's own failure.
func (c *caller) judgeItem(op *track17.Operation, n *number, a track17.ItemAnswer) track17.Rule {
	if !a.Missing {
		if rule := op.Judge(track17.Item, *a.Fault); rule.Do != track17.Again {
			n.passedOver = 0
			return rule
		}
	}
	n.passedOver++
	rule := op.JudgeMissing(n.passedOver)
	if rule.Do == track17.Retry {
		n.passedOver = 0
	}
	return rule
}

// blamesAccount says that a disposition is about the account or the vendor.
func blamesAccount(d track17.Disposition) bool {
	switch d {
	case track17.Done, track17.Reject, track17.Retry:
		return false
	}
	return true
}

// gravity orders the dispositions that blame the account: where one answer
// holds several, the gate hears the one that closes most.
var gravity = map[track17.Disposition]int{
	track17.Again: 1, track17.Split: 1, track17.Throttle: 2,
	track17.DailyLimit: 3, track17.Drained: 4, track17.Hold: 5,
}

func graver(a, b track17.Disposition) bool { return gravity[a] > gravity[b] }

// kindOf says how the gate calls a disposition.
func kindOf(d track17.Disposition) gate.Kind {
	switch d {
	case track17.Again:
		return gate.Again
	case track17.Throttle:
		return gate.Throttle
	case track17.DailyLimit:
		return gate.DailyLimit
	case track17.Drained:
		return gate.Drained
	case track17.Hold:
		return gate.Hold
	case track17.Split:
		return gate.Refused
	}
	return gate.Success
}

// wholeOf says what a failed call means for the batch that it carried. A hold is
// most likely the account's, but something on the way can refuse the account for
// one number of the call: were the same batch each time the probe, that number
// would keep all others out.
func wholeOf(d track17.Disposition) batching.Whole {
	switch d {
	case track17.Again, track17.Hold:
		return batching.Again
	case track17.Split:
		return batching.Split
	}
	return batching.Front
}
