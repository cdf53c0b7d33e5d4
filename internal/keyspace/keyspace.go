// Package keyspace names what trackreg keeps in Redis for itself. Other versions of trackreg rely on
// these names; nothing else in the program spells one. What other programs name, queues and types of
// tasks, package queue does.
package keyspace

import "strconv"

// Account names an account's own keys: Account("main").Out(). All of them share the
// hash tag {ACCOUNT}, so that they lie in one slot of a Redis Cluster and one
// transaction or script can span them.
type Account string

func (a Account) key(name string) string { return "trackreg:{" + string(a) + "}:" + name }

// In returns the key of the inlet stream, by which programs in any language enqueue.
func (a Account) In() string { return a.key("in") }

// Refused returns the key of the stream of inlet entries that were refused.
func (a Account) Refused() string { return a.key("in:refused") }

// InletAside returns the key of the n-th inlet stream that took no more entries, until it is copied.
func (a Account) InletAside(n int) string { return a.key("in:aside:" + strconv.Itoa(n)) }

// Out returns the key of the outcome stream.
func (a Account) Out() string { return a.key("out") }

// Tracking returns the key of the stream of what 17TRACK says of where parcels are.
func (a Account) Tracking() string { return a.key("tracking") }

// Events returns the key of the stream of the account's events.
func (a Account) Events() string { return a.key("events") }

// Audit returns the key of the stream of what was done by hand.
func (a Account) Audit() string { return a.key("audit") }

// Failures returns the key of the hash of numbers that failed for good.
func (a Account) Failures() string { return a.key("failures") }

// Gate returns the key of the hash that says when the account may call.
func (a Account) Gate() string { return a.key("gate") }

// Totals returns the key of the hash that counts outcomes.
func (a Account) Totals() string { return a.key("totals") }

// Workers returns the key of the hash of the processes that serve the account, each with what it
// says of itself.
func (a Account) Workers() string { return a.key("workers") }

// Known returns the key of the record of numbers known to be registered, for
// one month written as 2006-01.
func (a Account) Known(month string) string { return a.key("known:" + month) }

// Watches returns the key of the sorted set of watches on the outcome stream
// and when each was last seen, in Unix seconds.
func (a Account) Watches() string { return a.key("watches") }

// Import returns the key of the hash of what is kept of a bulk import from one run to the next.
func (a Account) Import(name string) string { return a.key("import:" + name) }

// ImportKept returns the key of something else that is kept of a bulk import.
func (a Account) ImportKept(name, what string) string { return a.key("import:" + name + ":" + what) }

// ImportRun returns the key of something that is kept of one run of a bulk import.
func (a Account) ImportRun(name, what, run string) string {
	return a.key("import:" + name + ":" + what + ":" + run)
}

// ImportGroups returns the key of the sorted set of the imports' groups on the outcome stream
// and when each was last seen, in Unix seconds.
func (a Account) ImportGroups() string { return a.key("import-groups") }

// CancelledRuns returns the key of the sorted set of the runs of bulk imports that were cancelled
// and when, in Unix seconds.
func (a Account) CancelledRuns() string { return a.key("cancelled-runs") }

// Own returns the key of anything else trackreg keeps for the account.
func (a Account) Own(name string) string { return a.key(name) }
