package track17

import "time"

// Operation is one of 17TRACK's batch calls as a value: what it is called, what
// it costs, and where its codes mean something else than in the common table. A
// further call is one more file that declares one. An Operation is not changed
// once it is in use, and is then safe for concurrent use.
type Operation struct {
	// Name is the vendor's name of the call: the last part of its path, of the
	// task type and of metric labels.
	Name string
	// Spends tells whether an accepted item costs quota, so that the operation
	// stops while the account has none.
	Spends bool
	// Done is the outcome of an accepted item, such as "registered".
	Done string
	// Repeat is the code that says an item had been carried out before; it is how
	// a call sent again after a lost answer shows itself. It must have a Rule in
	// Codes. Zero: the call may be repeated without a trace.
	Repeat Code
	// Codes holds the verdicts on one item that differ from the common table's.
	// Verdicts on a whole call are the same for every operation.
	Codes map[Code]Rule
	// Check tells whether an item may be sent at all; nil accepts every JSON
	// object. An error should be an *ItemError, which names the field.
	Check func(CallItem) error
}

// TaskType is the asynq task type of the operation's items: "tracking:" and its name.
func (o *Operation) TaskType() string { return "tracking:" + o.Name }

// Rule is a verdict: what is to be done about a failure, or about a success.
type Rule struct {
	// Do is the verdict itself.
	Do Disposition
	// Outcome is how a number ends if this verdict ends it: "registered",
	// "already_registered", "rejected", or "exhausted" once its attempts are
	// spent. Empty for verdicts that end no number.
	Outcome string
	// Remedy is what a person can do about it, one of the Remedy constants; empty
	// where there is nothing to mend.
	Remedy string
	// Limit is the most attempts of the number's own; 0: the configured max_attempts.
	Limit int
	// Delay is the wait before the next attempt; 0: the configured backoff.
	Delay time.Duration
}
