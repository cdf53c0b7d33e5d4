package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"syscall"
	"time"
)

// errInterrupted and errTerminated are the causes of a context that a signal ended.
var (
	errInterrupted = errors.New("interrupted")
	errTerminated  = errors.New("terminated")
)

// interruptible returns a context that the first signal ends. The second signal
// ends the process at once, and so does the time within, if it is not 0, after
// the first. stop must be called.
func (p *program) interruptible(parent context.Context, within time.Duration) (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(parent)
	done := make(chan struct{})
	var watching sync.WaitGroup
	watching.Go(func() { p.watchSignals(done, cancel, within) })
	return ctx, func() {
		close(done)
		watching.Wait()
		cancel(nil)
	}
}

func (p *program) watchSignals(done <-chan struct{}, cancel context.CancelCauseFunc, within time.Duration) {
	var late <-chan time.Time
	for first := true; ; first = false {
		select {
		case <-done:
			return
		case <-late:
			fmt.Fprintln(p.err, "trackreg: the stop took longer than shutdown_timeout: exiting now")
			p.exitNow(exitFailed)
			return
		case signal := <-p.signals:
			if !first {
				p.exitNow(exitInterrupted)
				return
			}
			fmt.Fprintln(p.err, "trackreg: stopping; another signal exits at once")
			cancel(causeOf(signal))
			if within > 0 {
				late = time.After(within)
			}
		}
	}
}

func causeOf(signal os.Signal) error {
	if signal == syscall.SIGTERM {
		return errTerminated
	}
	return errInterrupted
}

// ended is how a command that runs until it is told to stop has ended: SIGTERM is
// how it is meant to end, a person's interruption has an exit code of its own.
func ended(ctx context.Context, err error) error {
	if errors.Is(context.Cause(ctx), errInterrupted) {
		return &exit{code: exitInterrupted, err: err}
	}
	return err
}
