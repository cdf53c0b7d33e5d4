package importer

import (
	"errors"
	"time"

	"github.com/hibiken/asynq"

	"github.com/trackreg/trackreg/internal/importer/trouble"
)

// afterAll is how long a run waits whose handler ended for a reason of asynq's: a lost lease, for
// which asynq has waited already, a Timeout, or a person who cancelled it in asynqmon.
const afterAll = time.Second

// retryDelay is asynq's RetryDelayFunc.
func retryDelay(_ int, err error, _ *asynq.Task) time.Duration {
	var wait *trouble.Later
	if errors.As(err, &wait) {
		return wait.Delay
	}
	return afterAll
}
