package batching

import (
	"errors"
	"fmt"
	"time"
)

var (
	// ErrClosed is returned by [Batcher.Do] for an item that was not settled when the batcher had
	// ended, and by [Batcher.Run] when it was called before.
	ErrClosed = errors.New("batching: the batcher is closed")

	// ErrInCall is returned by [Batcher.Do], together with its context's error, when the context ended
	// while the item was in a call. If that call settles the item the result is still recorded.
	ErrInCall = errors.New("batching: left while the item was in a call")
)

// GiveBack is returned by [Batcher.Do] for a suspect that has to make room for others. Nothing is
// said against the item: its caller should bring it again after Delay.
type GiveBack struct {
	Delay time.Duration
}

// Error implements error.
func (g *GiveBack) Error() string {
	return fmt.Sprintf("batching: given back to make room, to come again in %s", g.Delay)
}
