package webhook

import (
	"time"

	"github.com/trackreg/trackreg/internal/retry"
)

// The ceilings of the first and the longest wait between two tries of a post.
const (
	backoffMin = time.Second
	backoffMax = 10 * time.Minute
)

var backoffs = retry.Backoff{Min: backoffMin, Max: backoffMax, Spread: retry.Full}

// backoff returns how long to wait after the tries so far have failed, which is
// what the receiver asked for at least.
func backoff(tries int, asked time.Duration) time.Duration {
	return max(backoffs.After(tries), asked)
}
