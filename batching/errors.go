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

	// errLeft ends an entry whose caller has gone; the caller is told its context's error.
	errLeft = errors.New("batching: the caller has gone")
)

// GiveBack is returned by [Batcher.Do] for a suspect, or an item of a refused batch, that has to make
// room for others. Nothing is said against the item: its caller should bring it again after Delay.
type GiveBack struct {
	Delay time.Duration
}

// Error implements error.
func (g *GiveBack) Error() string {
	return fmt.Sprintf("batching: given back to make room, to come again in %s", g.Delay)
}
