package queue

import (
	"fmt"
	"strings"
)

// The names in this file cross process borders: services, asynqmon and other
// versions of trackreg rely on them. Nothing else in the program spells one.
const (
	// Register is the operation that registers numbers, the one built today.
	Register = "register"
	// DefaultAccount is the account used where none is named.
	DefaultAccount = "main"
)

// TaskType returns the asynq task type of an operation: "tracking:register".
func TaskType(op string) string { return "tracking:" + op }

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
