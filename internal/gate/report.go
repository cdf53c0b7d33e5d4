package gate

import (
	"context"
	_ "embed"
	"time"
)

// Kind says how a call ended, as far as the account is concerned.
type Kind string

// The kinds of a report.
const (
	Success    Kind = "success"     // answered: the items' own results are in it
	Throttle   Kind = "throttle"    // 429
	Again      Kind = "again"       // 5xx, broken or cut answer, network error, timeout
	DailyLimit Kind = "daily_limit" // the day's allowance is used up
	Drained    Kind = "drained"     // the quota is used up
	Hold       Kind = "hold"        // the account's settings do not work: key, address, permissions
	Refused    Kind = "refused"     // the call was refused for what is in it, and will be split
	Neutral    Kind = "neutral"     // no call was made, or its end says nothing: the slot is given back
)

// Report tells how the call of one slot ended.
type Report struct {
	Kind       Kind
	Lease      string        // the slot's
	Accepted   int           // numbers accepted (also when the rest met a limit); counts the quota down
	RetryAfter time.Duration // what the vendor asked for; 0 or less: it asked for nothing
	Reason     string        // for people: what the vendor said; kept with a latch that closes, or with the backing-off; no secrets
	Code       int           // the vendor's code or HTTP status, for Refused

	// Sent is the number of items in the call. TooMany says that the vendor refused it for their number
	// (17TRACK error table, -18010014): the batch size in force halves.
	Sent    int
	TooMany bool

	// Lone is the key of the only item of a Refused call, and LoneSince when that item first failed so
	// (Redis's clock, from Effect.Now). Two calls in a row with different lone items and the same Code,
	// with no success since the earlier LoneSince, are the account's fault: it is held.
	Lone      string
	LoneSince time.Time
}

// Effect is what a report, or a move by hand, did, and the state that it left.
type Effect struct {
	Now     time.Time // Redis's clock
	Success time.Time // the last success of any call of the account, this one included; zero: none yet
	Changed []Change  // what it changed, in order
	State   State
}

//go:embed report.lua
var reportLua string

var reportScript = newScript(reportLua)

// Report tells how the call of a slot ended and returns where the account stands now. A report repeated
// (after an error, when it is unknown whether it arrived) counts its Accepted and its failure twice, which
// costs some waiting at worst. Of a getquota call only Throttle, Again and Hold say anything; one that went
// well is told with [Gate.ReportQuota]. Errors are Redis's, wrapped.
func (g *Gate) Report(ctx context.Context, r Report) (Effect, error) {
	return g.effect(ctx, reportScript, "report a call",
		string(r.Kind), r.Lease, max(r.RetryAfter.Microseconds(), 0), r.Accepted, r.Reason,
		flag(r.TooMany), r.Sent, r.Lone, micros(r.LoneSince), r.Code)
}
