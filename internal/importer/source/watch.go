package source

import (
	"context"
	"errors"
	"io"
	"time"
)

// stalledAfter is how long nothing may come of a download that has begun.
const stalledAfter = 5 * time.Minute

var errStalled = errors.New("nothing came for " + stalledAfter.String())

// watch ends a context when a download stalls.
type watch struct {
	timer  *time.Timer
	cancel context.CancelCauseFunc
	in     io.Reader
}

// newWatch returns the context for the request; stop must be called in the end.
func newWatch(parent context.Context) (context.Context, *watch) {
	ctx, cancel := context.WithCancelCause(parent)
	return ctx, &watch{cancel: cancel}
}

// begin starts the clock and returns what is read through it.
func (w *watch) begin(in io.Reader) io.Reader {
	w.in = in
	w.timer = time.AfterFunc(stalledAfter, func() { w.cancel(errStalled) })
	return w
}

// Read implements io.Reader.
func (w *watch) Read(p []byte) (int, error) {
	n, err := w.in.Read(p)
	w.timer.Reset(stalledAfter)
	return n, err
}

func (w *watch) stop() {
	if w.timer != nil {
		w.timer.Stop()
	}
	w.cancel(nil)
}
