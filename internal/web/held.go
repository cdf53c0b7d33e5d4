package web

import (
	"errors"
	"io"

	"golang.org/x/sync/semaphore"
)

const (
	// heldAtOnce bounds the bytes of JSON bodies that are held at once: four of the longest.
	heldAtOnce = 4 * bodyMost
	// heldFree is what any body may have beside that, so that long ones keep out no short one.
	heldFree = 64 << 10
	// heldStep is how much is asked for at a time, as a body comes.
	heldStep = 256 << 10
)

// errCrowded ends the reading of a body for which there is no memory now.
var errCrowded = errors.New("too many long bodies are being taken in already")

// heldBody is a body that is held in memory as it comes, and asks for that as it grows: what a
// client says of its length may never come.
type heldBody struct {
	body  io.Reader
	room  *semaphore.Weighted
	read  int64
	taken int64 // of room
}

// Read returns errCrowded where there is no room for what came.
func (b *heldBody) Read(p []byte) (int, error) {
	n, err := b.body.Read(p)
	b.read += int64(n)
	for b.read > heldFree+b.taken {
		if !b.room.TryAcquire(heldStep) {
			return 0, errCrowded
		}
		b.taken += heldStep
	}
	return n, err
}

// release gives back what the body had. Call it when nothing made of the body is held any more.
func (b *heldBody) release() { b.room.Release(b.taken) }
