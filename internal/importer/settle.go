package importer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/source"
)

const (
	// settlesWithin is how long a run waits before it begins for files that are still being written,
	// and settlesTimes how many times settled_after where that is longer: so long takes a file that
	// does not end with a whole line.
	settlesWithin, settlesTimes = time.Hour, 7
	// The bounds of the time between two looks at them, which is settled_after otherwise.
	looksAtLeast, looksAtMost = time.Second, time.Minute
)

// errCancelled ends the waiting of a run that was cancelled before it began.
var errCancelled = errors.New("cancelled")

// settled lists the source's parts once none of its files is still being written, or when that has
// lasted for long enough. What is left is noted then: the next run finds it.
func (r *run) settled(ctx context.Context, from source.Source) ([]source.Part, error) {
	for {
		listed, err := from.Parts(ctx)
		if err != nil {
			return nil, err
		}
		waits := writing(listed.Left)
		if waits == "" {
			return listed.Parts, r.noteLeft(ctx, listed.Left, 0)
		}
		since, err := r.unsettled(ctx, waits)
		if err != nil {
			return nil, err
		}
		if since >= max(settlesWithin, settlesTimes*r.of.SettledAfter) {
			return listed.Parts, r.noteLeft(ctx, listed.Left, since)
		}
		r.log.Info().Str("why", waits).Msg("the import waits")
		if err := r.beforeNextLook(ctx); err != nil {
			return nil, err
		}
	}
}

// writing says which files are still being written; "" where none is.
func writing(left []*source.Error) string {
	text, more := "", 0
	for _, one := range left {
		switch {
		case !one.Passing:
		case text == "":
			text = one.Error()
		default:
			more++
		}
	}
	if more > 0 {
		text += fmt.Sprintf("; and %d more", more)
	}
	return text
}

// unsettled says that the run waits, and returns for how long it has.
func (r *run) unsettled(ctx context.Context, waits string) (since time.Duration, err error) {
	err = r.retry.Until(ctx, func(ctx context.Context) error {
		since, err = r.ledger.Unsettled(ctx, "waits: "+waits)
		return err
	})
	return since, err
}

// betweenLooks is how long after a look at files that are being written the next is taken.
func betweenLooks(of configs.Import) time.Duration {
	return min(max(of.SettledAfter, looksAtLeast), looksAtMost)
}

// beforeNextLook waits, unless the run is cancelled meanwhile.
func (r *run) beforeNextLook(ctx context.Context) error {
	pause := time.NewTimer(betweenLooks(r.of))
	defer pause.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-r.progress.Cancelled():
		return errCancelled
	case <-pause.C:
		return nil
	}
}

// noteLeft notes why files are not read. after is for how long those were waited for that are still
// being written.
func (r *run) noteLeft(ctx context.Context, left []*source.Error, after time.Duration) error {
	for _, one := range left {
		message := one.Error()
		if one.Passing {
			message += fmt.Sprintf("; it was waited for for %v and is left to the next run", after.Round(time.Second))
		}
		if err := r.trouble.Note(ctx, ledger.Problem{Part: one.Part, Message: message}); err != nil {
			return err
		}
	}
	return nil
}
