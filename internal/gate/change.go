package gate

// What names a change of the gate's state, for logs and events.
type What string

// The changes.
const (
	Closed      What = "closed"       // a latch closed, or is closed for another reason; Latch and Reason say which and why
	ClosedAgain What = "closed_again" // it closed again for the same reason: its probe failed
	HalfOpened  What = "half_open"    // its time is up, or a hand or a reading of the quota says: probe
	Opened      What = "opened"       // the probe went well; Reason is what it had been closed for
	PaceRaised  What = "pace_raised"  // a 429 raised the spacing; Before and After in microseconds
	SizeChanged What = "size_changed" // the batch size in force, Before and After
	QuotaLow    What = "quota_low"    // the quota fell to QuotaWarn, once per crossing; After is what remains
)

// Change is one change of the gate's state. Exactly one process is told of it: the one whose request
// made it.
type Change struct {
	What          What
	Latch         LatchName // for the four changes of a latch
	Reason        Reason
	Before, After int64 // for the others
}

// changes reads what a script answers: a list of {what, latch, reason, before, after}.
func changes(list []any) []Change {
	var out []Change
	for _, v := range list {
		c, ok := v.([]any)
		if !ok {
			continue
		}
		r := reply{rest: c}
		out = append(out, Change{What: What(r.text()), Latch: LatchName(r.text()), Reason: Reason(r.text()),
			Before: r.int(), After: r.int()})
	}
	return out
}
