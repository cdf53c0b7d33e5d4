package importer

import (
	"errors"
	"time"

	"github.com/hibiken/asynq"
)

// later returns a run to its queue for a while, uncounted.
type later struct {
	delay time.Duration
	text  string
}

func (e *later) Error() string { return e.text + " (to be tried again)" }

// afterAll is how long a run waits whose handler ended for a reason of asynq's: a lost lease, for
// which asynq has waited already, a Timeout, or a person who cancelled it in asynqmon.
const afterAll = time.Second

// retryDelay is asynq's RetryDelayFunc.
func retryDelay(_ int, err error, _ *asynq.Task) time.Duration {
	var wait *later
	if errors.As(err, &wait) {
		return wait.delay
	}
	return afterAll
}
