package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/backend"
	"github.com/trackreg/trackreg/internal/job"
	"github.com/trackreg/trackreg/internal/redistrouble"
	"github.com/trackreg/trackreg/internal/service"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17"
)

// The exit codes.
const (
	exitDone        = 0
	exitFailed      = 1   // could not run
	exitUsage       = 2   // bad usage or settings
	exitStrict      = 3   // --strict, and rows were invalid or failed for good
	exitClosed      = 4   // the account is closed, or --wait is over
	exitInterrupted = 130 // by a signal
)

// exit is an error that names its exit code. A nil err says that everything has
// been said already.
type exit struct {
	code int
	err  error
}

// Error returns what is said of it.
func (e *exit) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.err.Error()
}

// Unwrap returns the cause.
func (e *exit) Unwrap() error { return e.err }

// badUsage is an error of the command line or the settings.
func badUsage(format string, args ...any) error {
	return &exit{code: exitUsage, err: fmt.Errorf(format, args...)}
}

// codeOf is the exit code of an error that names none.
func codeOf(err error) int {
	var setting *configs.Error
	var redis *backend.SettingsError
	var argument *job.ArgumentError
	switch {
	case errors.As(err, &setting), errors.As(err, &redis), errors.As(err, &argument),
		errors.Is(err, backend.ErrNoRedis), errors.Is(err, service.ErrNothingServed), errors.Is(err, queue.ErrAccountName):
		return exitUsage
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	}
	return exitFailed
}

// exitCode says to w what err says, and returns its exit code.
func exitCode(w io.Writer, err error) int {
	var own *exit
	switch {
	case err == nil:
		return exitDone
	case !errors.As(err, &own):
		own = &exit{code: codeOf(err), err: err}
	}
	if own.err != nil && own.code != exitInterrupted {
		// Its own lines are indented: what begins one is ours.
		fmt.Fprintf(w, "trackreg: %s\n", strings.ReplaceAll(plain(own.err), "\n", "\n  "))
	}
	return own.code
}

// plain is the error in words for people, with Redis's troubles explained. What
// 17TRACK's side failed with looks the same on the network, and is no trouble of Redis.
func plain(err error) string {
	var fault *track17.Fault
	if errors.As(err, &fault) {
		return err.Error()
	}
	if trouble, ok := redistrouble.Diagnose(err); ok {
		return fmt.Sprintf("%s (%v)", trouble.Advice, err)
	}
	return err.Error()
}
