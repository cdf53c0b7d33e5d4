// Package trouble deals with what goes wrong with the source of a run: what may pass is waited for,
// and what does not is noted.
package trouble

import (
	"context"
	"errors"
	"time"

	"github.com/rs/zerolog"

	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/repeat"
	"github.com/trackreg/trackreg/internal/importer/source"
	"github.com/trackreg/trackreg/internal/retry"
)

const (
	// The first and the longest wait for a source that is away, and for how long it may be away
	// without a row read between.
	firstWait   = 10 * time.Second
	longestWait = 10 * time.Minute
	waitsFor    = 24 * time.Hour
)

// Trouble is what goes wrong with a run's source. It is for one goroutine.
type Trouble struct {
	ledger   *ledger.Run
	retry    repeat.Redis
	log      zerolog.Logger
	problems []ledger.Problem
}

// New returns the trouble of a run of which no problem is known.
func New(run *ledger.Run, again repeat.Redis, log zerolog.Logger) *Trouble {
	return &Trouble{ledger: run, retry: again, log: log}
}

// MayPass deals with an error that may pass by itself. again says that the run is to be gone on
// with later, as the error returned says, or that this could not be found out.
func (t *Trouble) MayPass(ctx context.Context, cause error) (err error, again bool) {
	if !passing(cause) {
		return nil, false
	}
	return t.waitFor(ctx, cause.Error(), t.ledger.Trouble)
}

// passing says whether an error of the source's may pass by itself.
func passing(err error) bool {
	var failed *source.Error
	return errors.As(err, &failed) && failed.Passing
}

// WaitForSettings returns a run to its queue whose import the settings of this worker do not have.
// again is false when it has waited for long enough.
func (t *Trouble) WaitForSettings(ctx context.Context, what string) (err error, again bool) {
	return t.waitFor(ctx, what, t.ledger.Unknown)
}

// troubled is [ledger.Run.Trouble] or [ledger.Run.Unknown].
type troubled func(ctx context.Context, why string) (inRow int, since time.Duration, err error)

// waitFor returns the run to its queue for what it waits for, longer each time. again is false
// when it has waited for long enough.
func (t *Trouble) waitFor(ctx context.Context, what string, enter troubled) (err error, again bool) {
	var inRow int
	var since time.Duration
	err = t.retry.Until(ctx, func(ctx context.Context) (err error) {
		inRow, since, err = enter(ctx, "waits: "+what)
		return err
	})
	if err != nil {
		return err, true
	}
	if since >= waitsFor {
		return nil, false
	}
	wait := retry.Backoff{Min: firstWait, Max: longestWait, Spread: retry.Half}.After(inRow)
	t.log.Warn().Str("why", what).Dur("wait_ms", wait).Msg("the import waits")
	return &Later{Delay: wait, Text: what}, true
}
