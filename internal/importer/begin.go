package importer

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/source"
)

// begin lists what is to be read and makes the run the one under way. ended says that there is
// nothing more to be done.
func (r *run) begin(ctx context.Context) (ended bool, err error) {
	if r.progress.IsCancelled() {
		return true, r.endUnbegun(ctx)
	}
	from, err := r.source()
	if err != nil {
		return true, r.unreadable(ctx, err)
	}
	all, err := r.settled(ctx, from)
	if errors.Is(err, errCancelled) {
		return true, r.endUnbegun(ctx)
	}
	if err != nil {
		return true, r.unreadable(ctx, err)
	}
	parts, err := r.unfinished(ctx, all)
	if err != nil {
		return false, err
	}
	r.log.Info().Int("parts", len(parts)).Int("finished_before", len(all)-len(parts)).Bool("force", r.state.Force).Msg("the import begins")
	r.state.Parts = parts
	return false, r.retry.Until(ctx, func(ctx context.Context) error { return r.ledger.Begin(ctx, parts) })
}

// endUnbegun ends a run that was cancelled before it began.
func (r *run) endUnbegun(ctx context.Context) error {
	return r.end(ctx, ledger.Cancelled, "cancelled by hand before it began")
}

// unfinished returns the parts that are to be read, each from where an earlier run left it. What
// is kept of parts that are gone is dropped.
func (r *run) unfinished(ctx context.Context, all []source.Part) ([]ledger.Part, error) {
	var carries map[string]ledger.Carry
	var finished map[string]string
	err := r.retry.Until(ctx, func(ctx context.Context) (err error) {
		carries, err = r.ledger.Carries(ctx)
		return err
	})
	if err != nil {
		return nil, err
	}
	err = r.retry.Until(ctx, func(ctx context.Context) (err error) {
		finished, err = r.ledger.Remembered(ctx)
		return err
	})
	if err != nil {
		return nil, err
	}
	kept := slices.Concat(slices.Collect(maps.Keys(carries)), slices.Collect(maps.Keys(finished)))
	return onward(all, carries, finished), r.forgetGone(ctx, all, kept)
}

// onward are the parts without those that are finished, each from where it is gone on with.
func onward(all []source.Part, carries map[string]ledger.Carry, finished map[string]string) []ledger.Part {
	parts := make([]ledger.Part, 0, len(all))
	for _, p := range all {
		if version, was := finished[p.Name]; was && version == p.Version {
			continue
		}
		part := ledger.Part{Part: p}
		if carry, has := carries[p.Name]; has && carry.Version == p.Version {
			part.From = carry.Position
		}
		parts = append(parts, part)
	}
	return parts
}

// forgetGone drops what is kept of parts that are not there any more. When none is there at all,
// it is more likely that the place is away for a moment.
func (r *run) forgetGone(ctx context.Context, all []source.Part, kept []string) error {
	gone := slices.DeleteFunc(kept, func(name string) bool {
		return slices.ContainsFunc(all, func(p source.Part) bool { return p.Name == name })
	})
	if len(all) == 0 {
		return nil
	}
	return r.retry.Until(ctx, func(ctx context.Context) error { return r.ledger.Forget(ctx, gone) })
}

// unreadable deals with a source that cannot be listed: it is waited for, or the run ends.
func (r *run) unreadable(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if ledger.Refused(err) {
		return err
	}
	if wait, again := r.trouble.MayPass(ctx, err); again {
		return wait
	}
	if err := r.trouble.Note(ctx, ledger.Problem{Message: err.Error()}); err != nil {
		return err
	}
	return r.end(ctx, ledger.Failed, err.Error())
}
