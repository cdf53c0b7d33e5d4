package importer

import (
	"errors"
	"time"

	"github.com/hibiken/asynq"

	"github.com/trackreg/trackreg/internal/importer/trouble"
)

// archivedError ends a task in asynq's archive, with a text for people. It is asynq.SkipRetry to
// errors.Is without saying so in the text.
type archivedError struct{ text string }

func (e *archivedError) Error() string        { return e.text }
func (e *archivedError) Is(target error) bool { return target == asynq.SkipRetry }

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
