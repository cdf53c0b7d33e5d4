package feed

import (
	"context"
	"errors"

	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/source"
)

// broken deals with a part that cannot be read on: what may pass is waited for; otherwise it is
// given up, the next run goes on with it where this one came to, and this one goes on with the
// next part. pending are rows that were planned and cannot be read again.
func (f *feeder) broken(ctx context.Context, cause error, pending []ledger.Fate) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case ledger.Refused(cause):
		return cause
	case f.run.Progress.IsCancelled():
		return f.commitUnread(ctx, pending) // the reading ended for that
	}
	if wait, again := f.run.Trouble.MayPass(ctx, cause); again {
		return wait
	}
	carry := f.carry(cause)
	if err := f.commitUnread(ctx, pending); err != nil {
		return err
	}
	part := &f.parts[f.cursor.Part]
	if err := f.run.Trouble.Note(ctx, ledger.Problem{Part: part.Name, Message: cause.Error()}); err != nil {
		return err
	}
	part.State, part.Behind = ledger.Broken, f.cursor.Ordinal
	told := f.told()
	f.close()
	return f.commit(ctx, ledger.Chunk{From: f.cursor.Ordinal, Part: f.cursor.Part + 1, Told: told, Carry: carry})
}

// carry is where the next run goes on with a part that is given up. One that has changed it reads
// anew: it has another version by then.
func (f *feeder) carry(cause error) *ledger.ToldCarry {
	part := f.parts[f.cursor.Part]
	if errors.Is(cause, source.ErrChanged) || part.Version == "" && f.cursor.Position.Key == "" {
		return nil
	}
	return &ledger.ToldCarry{Name: part.Name, Carry: ledger.Carry{Version: part.Version, Position: f.cursor.Position}}
}

// commitUnread counts rows as they were planned by a process that died, without reading them
// again. Those that it had not queued any more end as removed or cancelled.
func (f *feeder) commitUnread(ctx context.Context, pending []ledger.Fate) error {
	if len(pending) == 0 {
		return nil
	}
	return f.commit(ctx, ledger.Chunk{From: f.cursor.Ordinal, Fates: pending, Part: f.cursor.Part, Position: f.cursor.Position})
}
