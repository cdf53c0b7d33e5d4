// Package archived is how a handler ends a task in asynq's archive.
package archived

import "github.com/hibiken/asynq"

// Error ends a task in asynq's archive, with a text for people. It is [asynq.SkipRetry] to errors.Is
// without saying so in the text.
type Error struct{ Text string }

// Error returns the text.
func (e *Error) Error() string { return e.Text }

// Is says that the target is [asynq.SkipRetry].
func (e *Error) Is(target error) bool { return target == asynq.SkipRetry }
