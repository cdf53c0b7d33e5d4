package queue

import (
	"fmt"
	"strings"
)

// The names in this file cross process borders: services, asynqmon and other
// versions of trackreg rely on them. Nothing else in the program spells one.
const (
	// TypePrefix begins the type of every task of ours; the operation follows.
	TypePrefix = "tracking:"
	// Register is the operation that registers numbers, the one built today.
	Register = "register"
	// DefaultAccount is the account used where none is named.
	DefaultAccount = "main"
	// ImportsQueue is the queue of the tasks that run bulk imports.
	ImportsQueue = "trackreg-imports"
	// ImportType is the type of those tasks.
	ImportType = "trackreg:import"
	// InletGroup is the consumer group by which workers read an account's inlet.
	InletGroup = "trackreg"
	// WebhookGroup is the consumer group by which webhooks read the outcomes.
	WebhookGroup = "webhook"
)

// TaskType returns the asynq task type of an operation: "tracking:register".
func TaskType(op string) string { return TypePrefix + op }

// LiveQueue returns the name of the queue that services put single numbers in.
func LiveQueue(account string) string { return account + "-live" }

// BulkQueue returns the name of the queue that imports and files go to; a
// worker takes from it what live numbers leave of a call.
func BulkQueue(account string) string { return account + "-bulk" }

// OperationQueue returns the name of the queue of an operation other than
// [Register]. Each has its own, so that a worker too old to know the operation
// never sees its tasks.
func OperationQueue(account, op string) string { return account + "-" + op }

// CheckAccount returns an error if name cannot be an account's: account names
// are made of a-z, 0-9 and underscore, so that they fit in queue and key names.
func CheckAccount(name string) error {
	strange := func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_'
	}
	if name == "" || strings.ContainsFunc(name, strange) {
		return fmt.Errorf("account %q: %w: use a-z, 0-9 and _ only", shorten(name), ErrAccountName)
	}
	return nil
}

// Keys names an account's own keys: Keys("main").Out(). All of them share the
// hash tag {ACCOUNT}, so that they lie in one slot of a Redis Cluster and one
// transaction or script can span them.
type Keys string

func (k Keys) key(name string) string { return "trackreg:{" + string(k) + "}:" + name }

// In returns the key of the inlet stream, by which programs in any language enqueue.
func (k Keys) In() string { return k.key("in") }

// Refused returns the key of the stream of inlet entries that were refused.
func (k Keys) Refused() string { return k.key("in:refused") }

// Out returns the key of the outcome stream.
func (k Keys) Out() string { return k.key("out") }

// Events returns the key of the stream of the account's events.
func (k Keys) Events() string { return k.key("events") }

// Failures returns the key of the hash of numbers that failed for good.
func (k Keys) Failures() string { return k.key("failures") }

// Gate returns the key of the hash that says when the account may call.
func (k Keys) Gate() string { return k.key("gate") }

// Known returns the key of the record of numbers known to be registered, for
// one month written as 2006-01.
func (k Keys) Known(month string) string { return k.key("known:" + month) }

// Watches returns the key of the sorted set of watches on the outcome stream
// and when each was last seen, in Unix seconds.
func (k Keys) Watches() string { return k.key("watches") }

// Import returns the key of the hash of what is kept of a bulk import from one run to the next.
func (k Keys) Import(name string) string { return k.key("import:" + name) }

// ImportKept returns the key of something else that is kept of a bulk import.
func (k Keys) ImportKept(name, what string) string { return k.key("import:" + name + ":" + what) }

// ImportRun returns the key of something that is kept of one run of a bulk import.
func (k Keys) ImportRun(name, what, run string) string {
	return k.key("import:" + name + ":" + what + ":" + run)
}

// ImportGroups returns the key of the sorted set of the imports' groups on the outcome stream
// and when each was last seen, in Unix seconds.
func (k Keys) ImportGroups() string { return k.key("import-groups") }

// CancelledRuns returns the key of the sorted set of the runs of bulk imports that were cancelled
// and when, in Unix seconds.
func (k Keys) CancelledRuns() string { return k.key("cancelled-runs") }

// Own returns the key of anything else trackreg keeps for the account.
func (k Keys) Own(name string) string { return k.key(name) }
