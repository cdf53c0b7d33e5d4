package track17

// Disposition is what happens to numbers, and to the account, after a call. The
// zero value is none of them.
type Disposition int

const (
	// Done ends a number well: its outcome is written and its task completes. Of
	// a whole call it means that the items are to be read.
	Done Disposition = iota + 1
	// Reject ends a number for good: a person must mend the entry.
	Reject
	// Retry sends that number again after a backoff of its own, and counts as one
	// of its attempts.
	Retry
	// Again sends the same numbers again soon while the account backs off; counts nowhere.
	Again
	// Throttle makes the account wait and slow down; counts nowhere.
	Throttle
	// DailyLimit stops what spends quota until the day's allowance is back; counts nowhere.
	DailyLimit
	// Drained stops what spends quota until there is more of it; counts nowhere.
	Drained
	// Hold stops the account until its settings work again; counts nowhere.
	Hold
	// Split halves the batch, down to the one number at fault. Of a whole call only.
	Split
)

var dispositionNames = [...]string{
	"none", "done", "reject", "retry", "again", "throttle", "daily_limit", "drained", "hold", "split",
}

// String returns the disposition's name as documents and logs have it, such as "daily_limit".
func (d Disposition) String() string {
	if d < 0 || int(d) >= len(dispositionNames) {
		return dispositionNames[0]
	}
	return dispositionNames[d]
}

// Scope is what a failure was said of.
type Scope int

const (
	// Call: the call as a whole failed, and says nothing of single numbers.
	Call Scope = iota
	// Item: one item of a call that was answered.
	Item
)

// String returns "call" or "item".
func (s Scope) String() string {
	if s == Item {
		return "item"
	}
	return "call"
}
