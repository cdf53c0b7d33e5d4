package worker

import (
	"encoding/json"
	"time"

	"github.com/trackreg/trackreg/internal/retry"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17"
)

// verdict is what a call decided about one number: it has come to its end with
// an outcome, or, with outcome "", it failed by its own fault and is tried
// again after delay.
type verdict struct {
	outcome         string // queue.Registered and so on; "": tried again
	class           string
	code            track17.Code
	message, remedy string
	text            string // what asynqmon shows beside a failed task
	carrier, origin int
	attempts        int // the number's own failures, this one included
	delay           time.Duration
}

// final says that the number has come to its end.
func (v verdict) final() bool { return v.outcome != "" }

// failed says that the end is one for the failures record.
func (v verdict) failed() bool { return v.class != "" }

// attemptLimits are the settings that bound a number's own failures.
type attemptLimits struct {
	max     int
	backoff retry.Backoff
}

// accepted is the verdict on a number that the vendor took.
func accepted(n *number, a track17.ItemAnswer) verdict {
	return verdict{outcome: n.op.Done, carrier: a.Carrier, origin: a.Origin, attempts: n.retried}
}

// blame turns a rule about one number into its verdict. A rule that blames
// the account or the vendor reaches this only when the failure has turned out
// to be the number's own; it then counts like a retry.
func (l attemptLimits) blame(n *number, rule track17.Rule, fault track17.Fault) verdict {
	v := verdict{
		code:    fault.Code,
		message: fault.Message,
		remedy:  rule.Remedy,
		text:    track17.Explain(fault, rule),
	}
	switch rule.Do {
	case track17.Done:
		v.outcome, v.attempts, v.remedy = rule.Outcome, n.retried, ""
		return v
	case track17.Reject:
		v.outcome, v.class, v.attempts = queue.Rejected, queue.Terminal, n.retried+1
		return v
	}
	return l.count(n, rule, v)
}

// count charges the number an attempt and ends it when that was the last.
func (l attemptLimits) count(n *number, rule track17.Rule, v verdict) verdict {
	v.attempts = n.retried + 1
	if v.remedy == "" {
		v.remedy = track17.RemedyTryLater
	}
	if v.attempts >= l.limit(n, rule) {
		v.outcome, v.class = queue.Exhausted, queue.Retryable
		return v
	}
	v.delay = rule.Delay
	if v.delay == 0 {
		v.delay = l.backoff.After(v.attempts)
	}
	return v
}

// limit is the most attempts the number has: the least of the settings', the
// task's own and the rule's.
func (l attemptLimits) limit(n *number, rule track17.Rule) int {
	limit := min(l.max, n.maxRetry+1)
	if rule.Limit > 0 {
		limit = min(limit, rule.Limit)
	}
	return limit
}

// result is what a completed task keeps for its Retention, as JSON.
func (v verdict) result() []byte {
	b, err := json.Marshal(struct {
		Outcome string `json:"outcome"`
		Carrier int    `json:"carrier,omitempty"`
		Origin  int    `json:"origin,omitempty"`
		Message string `json:"message,omitempty"`
	}{v.outcome, v.carrier, v.origin, v.message})
	if err != nil {
		panic("worker: a struct of strings and integers did not marshal: " + err.Error())
	}
	return b
}
