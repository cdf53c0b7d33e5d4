package worker

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/hibiken/asynq"
)

// ownFailure is a failure that is the number's own: asynq counts it and brings
// the task back after the delay.
type ownFailure struct {
	text  string
	delay time.Duration
}

// Error says the failure, and that it was not the last try: a task that a
// person then archives has no outcome.
func (e *ownFailure) Error() string { return e.text + willRetry }

// givenBack returns a waiting task to its queue for a while, uncounted, so
// that its handler can hold another number.
type givenBack struct{ delay time.Duration }

func (e *givenBack) Error() string {
	return "waits for another call of the account to succeed" + willRetry
}

// willRetry ends the text of every try after which there is another.
const willRetry = " (to be tried again)"

const (
	// lostLeaseDelay is how long after its lease ran out a task comes again:
	// at once, for asynq has already waited for half a minute.
	lostLeaseDelay = time.Second
	// timedOutDelay is how long a task waits whose Timeout ran out while its
	// number waited; coming back at once would only make it spin.
	timedOutDelay = time.Minute
)

// retryDelay is asynq's RetryDelayFunc.
func retryDelay(_ int, err error, _ *asynq.Task) time.Duration {
	var own *ownFailure
	var back *givenBack
	switch {
	case errors.As(err, &own):
		return own.delay
	case errors.As(err, &back):
		return back.delay
	case errors.Is(err, asynq.ErrLeaseExpired):
		return lostLeaseDelay
	}
	return timedOutDelay
}

// isFailure is asynq's IsFailure: only a number's own failure costs it an
// attempt.
func isFailure(err error) bool {
	var own *ownFailure
	return errors.As(err, &own) || errors.Is(err, asynq.SkipRetry)
}

// asynqsOwn says that asynq, not a verdict, ended the try: its lease or its
// time ran out, or somebody cancelled it.
func asynqsOwn(text string) bool {
	return text == asynq.ErrLeaseExpired.Error() ||
		text == context.DeadlineExceeded.Error() ||
		text == context.Canceled.Error()
}

// unsettled says that the last error of an archived task was no end of its
// number: asynq, or a person, archived it before it had its outcome.
func unsettled(text string) bool {
	return text == "" || asynqsOwn(text) || strings.HasSuffix(text, willRetry)
}
