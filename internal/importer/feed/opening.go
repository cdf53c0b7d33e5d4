package feed

import (
	"context"
	"errors"
	"fmt"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/source"
	"github.com/trackreg/trackreg/internal/rows/cells"
)

// openPart opens the part at the cursor where that goes on.
func (f *feeder) openPart(ctx context.Context) (err error) {
	from, err := f.run.Source()
	if err != nil {
		return err
	}
	part := &f.parts[f.cursor.Part]
	if part.State == ledger.Unread {
		f.cursor.Position = part.From
		part.State, part.First = ledger.Reading, f.cursor.Ordinal
	}
	reading, stop := f.untilCancelled(ctx)
	if f.open, err = from.Open(reading, part.Part, f.cursor.Position); err != nil {
		f.open = nil
		stop()
		return err
	}
	f.open = &closing{f.open, stop}
	part.Layout = f.open.Layout()
	f.done = cells.Tally{}
	if err := f.understood(ctx); err != nil {
		return err
	}
	return f.commit(ctx, ledger.Chunk{From: f.cursor.Ordinal, Part: f.cursor.Part, Position: f.cursor.Position, Told: f.told()})
}

// understood keeps how the part at the cursor is read, and what was done to its cells.
func (f *feeder) understood(ctx context.Context) error {
	lines := append([]string{f.parts[f.cursor.Part].Name}, f.open.Understood()...)
	for kind, n := range f.done.All() {
		lines = append(lines, fmt.Sprintf("%s %s", figures.Many(n, "row"), kind))
	}
	return f.run.Retry.Until(ctx, func(ctx context.Context) error { return f.run.Ledger.Understood(ctx, lines) })
}

// beginsAnew has a part without a version read from its beginning that has changed since an earlier
// run left it in the middle.
func (f *feeder) beginsAnew(cause error) bool {
	part := &f.parts[f.cursor.Part]
	if !errors.Is(cause, source.ErrChanged) || !HasChangedSince(*part) || f.cursor.Ordinal != part.First {
		return false
	}
	part.From, f.cursor.Position = source.Position{}, source.Position{}
	return true
}

// HasChangedSince says whether a part that is found to have changed may have done so before this
// run: where an earlier one left it counts for nothing then.
func HasChangedSince(p ledger.Part) bool { return p.Version == "" && p.From.Row > 0 }

// untilCancelled returns a context for reading, which ends also when the run is cancelled.
func (f *feeder) untilCancelled(ctx context.Context) (context.Context, func()) {
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		select {
		case <-f.run.Progress.Cancelled():
			stop()
		case <-ctx.Done():
		}
	}()
	return ctx, func() { stop(); <-ended }
}

// closing ends the reading's context with it.
type closing struct {
	source.Rows
	stop func()
}

// Close implements [source.Rows].
func (c *closing) Close() error {
	defer c.stop()
	return c.Rows.Close()
}
