package importer

import (
	"context"

	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/source"
	"github.com/trackreg/trackreg/internal/streams"
)

// finish ends a run whose every row is accounted for: it finishes the parts, says so in an event,
// and closes the ledger.
func (r *run) finish(ctx context.Context, ending ledger.Phase, why string) error {
	state, err := r.standing(ctx)
	if err != nil {
		return err
	}
	for i, part := range state.Parts {
		if err := r.leavePart(ctx, i, part, hasCancelled(part, state.FirstCancelled())); err != nil {
			return err
		}
	}
	if problems := r.trouble.Summary(); ending == ledger.Finished && problems != "" {
		ending, why = ledger.Failed, problems
	}
	return r.end(ctx, ending, why)
}

// hasCancelled says whether rows of a part may have been cancelled: it is to be read again.
func hasCancelled(p ledger.Part, first int64) bool {
	unended := p.State == ledger.Reading // at max_numbers, say
	return first >= 0 && (unended || first < p.Behind)
}

// leavePart leaves a part for the next run as it is to find it.
func (r *run) leavePart(ctx context.Context, index int, part ledger.Part, cancelled bool) error {
	switch {
	case part.State == ledger.Unread || part.State == ledger.Done:
		return nil
	case cancelled:
		return r.readAgain(ctx, index, part)
	case part.State == ledger.Read:
		return r.finishPart(ctx, index, part)
	}
	return nil // where it goes on was written down when it was given up
}

// readAgain has the next run begin in a part where this one did.
func (r *run) readAgain(ctx context.Context, index int, part ledger.Part) error {
	var carry *ledger.Carry
	if part.From != (source.Position{}) {
		carry = &ledger.Carry{Version: part.Version, Position: part.From}
	}
	return r.retry.Until(ctx, func(ctx context.Context) error {
		return r.ledger.Finish(ctx, ledger.ToldPart{Index: index, Part: part}, false, carry)
	})
}

// finishPart has the source finish a part, and keeps what the next run is to know of it.
func (r *run) finishPart(ctx context.Context, index int, part ledger.Part) error {
	from, err := r.source()
	if err != nil {
		return r.trouble.Note(ctx, ledger.Problem{Part: part.Name, Message: err.Error()})
	}
	moved, err := from.Finish(ctx, part.Part)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if wait, again := r.trouble.MayPass(ctx, err); again {
			return wait
		}
		return r.trouble.Note(ctx, ledger.Problem{Part: part.Name, Message: err.Error()})
	}
	var onward *ledger.Carry
	if key := part.Until.Key; key != "" { // the next run reads what has come since
		onward = &ledger.Carry{Version: part.Version}
		onward.Position.Key = key
	}
	part.State = ledger.Done
	remember := !moved && part.Version != "" && onward == nil
	return r.retry.Until(ctx, func(ctx context.Context) error {
		return r.ledger.Finish(ctx, ledger.ToldPart{Index: index, Part: part}, remember, onward)
	})
}

// end ends the run in a phase. The event comes first: it is rather told twice than never. Of a run that
// found nothing to read none is told: one every two minutes would bury all that happens.
func (r *run) end(ctx context.Context, phase ledger.Phase, why string) error {
	state, err := r.standing(ctx)
	if err != nil {
		return err
	}
	if state.Phase = phase; !state.Quiet() {
		if err := r.retry.Until(ctx, func(ctx context.Context) error { return r.report(ctx, phase, why, state.Counts) }); err != nil {
			return err
		}
	}
	if err := r.retry.Until(ctx, func(ctx context.Context) error { return r.ledger.End(ctx, phase, why, r.o.RowsKept[r.of.Account]) }); err != nil {
		return err
	}
	c := state.Counts
	r.log.Info().Str("phase", string(phase)).Str("why", why).Int64("read", c.Read).Int64("invalid", c.Invalid).Int64("known", c.Known).
		Int64("queued", c.Queued).Int64("registered", c.Registered).Int64("rejected", c.Rejected).Msg("the import has ended")
	r.over = true
	return r.ended(phase, why)
}

// endFollowing has no more outcomes kept for the import, unless another run of it is under way.
func (r *run) endFollowing(ctx context.Context) error {
	other, err := r.ledger.Current(ctx)
	if err != nil || other != "" {
		return err
	}
	return streams.EndImport(ctx, r.o.Redis, r.of.Account, r.of.Name)
}

// standing reads how the run stands now.
func (r *run) standing(ctx context.Context) (state ledger.State, err error) {
	err = r.retry.Until(ctx, func(ctx context.Context) error {
		state, err = r.ledger.State(ctx, r.id)
		return err
	})
	return state, err
}
