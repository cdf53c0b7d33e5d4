package feed

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/source"
	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/internal/rows/cells"
)

// ChunkMost is the most rows whose fate is planned, and which are queued and counted, at once.
const ChunkMost = 2000

// feeder reads the run's source and queues what is new. It is for one goroutine.
type feeder struct {
	run    Run
	sieve  *Sieve
	filler *filler
	flow   *flow

	parts  []ledger.Part
	cursor ledger.Cursor
	open   source.Rows // of the part at the cursor; nil: not open
	next   []Row       // rows that were read and not taken yet
	done   cells.Tally // what was done to the cells of the part's rows, since it was opened here
	end    error       // why no more can be read of the part, io.EOF at its end; nil: more may
}

// Row is a row and the place behind it.
type Row struct {
	rows.Row
	behind source.Position
}

func newFeeder(r Run) *feeder {
	return &feeder{
		run: r, parts: r.State.Parts, cursor: r.State.Cursor,
		sieve:  NewSieve(r.Redis, r.Import.Account, r.KnownMonths),
		filler: newFiller(r), flow: &flow{r},
	}
}

// all feeds part after part.
func (f *feeder) all(ctx context.Context) (ending, error) {
	pending := f.run.State.Pending()
	for f.cursor.Part < len(f.parts) || len(pending) > 0 {
		early, err := f.part(ctx, pending)
		pending = nil
		switch {
		case err != nil:
			return ending{}, err
		case early != nil:
			return *early, nil
		}
	}
	return f.atEnd(), nil
}

// part feeds the part at the cursor, up to its end or until the run stops. pending are the fates
// of rows that were planned before this process took the run up.
func (f *feeder) part(ctx context.Context, pending []ledger.Fate) (early *ending, err error) {
	if len(pending) > 0 && (f.run.Progress.IsCancelled() || f.run.Abandoned != "") {
		// Nothing more is read: what may be queued of them is taken back, or waited for.
		if err := f.commitUnread(ctx, pending); err != nil {
			return nil, err
		}
		pending = nil
	}
	if early := f.run.endsEarly(); early != nil && len(pending) == 0 { // what was planned is queued first, and counted
		return early, nil
	}
	err = f.openPart(ctx)
	if len(pending) == 0 && f.beginsAnew(err) {
		err = f.openPart(ctx)
	}
	if err != nil {
		return nil, f.broken(ctx, err, pending)
	}
	if err := f.resume(ctx, pending); err != nil {
		return nil, err
	}
	return f.toItsEnd(ctx)
}

// toItsEnd feeds the part that is open.
func (f *feeder) toItsEnd(ctx context.Context) (*ending, error) {
	for f.open != nil {
		if early := f.run.endsEarly(); early != nil {
			return early, nil
		}
		if early, err := f.chunk(ctx); err != nil || early != nil {
			return early, err
		}
	}
	return nil, nil
}

// chunk takes the next rows. What cannot be read on is left in end.
func (f *feeder) chunk(ctx context.Context) (early *ending, err error) {
	room, err := f.flow.room(ctx)
	if err != nil || room == 0 { // 0: the run stops
		return nil, err
	}
	f.readUpTo(room)
	fates, failed := Sort(f.parts[f.cursor.Part].Name, f.cursor.Ordinal, f.next, f.run.Import.KeepRows)
	err = f.run.Retry.Until(ctx, func(ctx context.Context) error { return f.sieve.Hold(ctx, f.next, fates) })
	if err != nil {
		return nil, err
	}
	taken := f.cut(fates)
	if taken == 0 && len(f.next) > 0 {
		return f.reachedMost(ctx)
	}
	if taken > 0 {
		if err := f.take(ctx, fates[:taken], failed, false); err != nil {
			return nil, err
		}
	}
	return nil, f.afterReading(ctx)
}

// readUpTo reads until there are n rows, or until no more can be read.
func (f *feeder) readUpTo(n int) {
	for len(f.next) < n && f.end == nil {
		row, err := f.open.Read()
		if err != nil {
			f.end = err
			return
		}
		f.done.Add(row.Done)
		f.next = append(f.next, Row{row, f.open.Position()})
	}
}

// cut returns how many rows may be taken, so that no more are queued than max_numbers says.
func (f *feeder) cut(fates []ledger.Fate) int {
	if f.run.Import.MaxNumbers == 0 {
		return len(fates)
	}
	queued, _ := f.run.Progress.Counted()
	rest := f.run.Import.MaxNumbers - queued
	for i, fate := range fates {
		if fate != ledger.Queued {
			continue
		}
		if rest--; rest < 0 {
			return i
		}
	}
	return len(fates)
}

// reachedMost ends the feeding at max_numbers. The next run goes on at the cursor.
func (f *feeder) reachedMost(ctx context.Context) (*ending, error) {
	part := f.parts[f.cursor.Part]
	carry := ledger.ToldCarry{Name: part.Name, Carry: ledger.Carry{Version: part.Version, Position: f.cursor.Position}}
	err := f.commit(ctx, ledger.Chunk{From: f.cursor.Ordinal, Part: f.cursor.Part, Position: f.cursor.Position, Carry: &carry})
	why := fmt.Sprintf("max_numbers is reached: the next run goes on behind row %d of %s", f.cursor.Position.Row, part.Name)
	return &ending{ledger.Finished, why}, err
}

// take queues and counts the first of the rows that were read, as many as there are fates.
// before says that they were planned by a process that may have queued some.
func (f *feeder) take(ctx context.Context, fates []ledger.Fate, failed []ledger.FailedRow, before bool) error {
	from, taken := f.cursor.Ordinal, f.next[:len(fates)]
	if !before {
		if err := f.plan(ctx, fates); err != nil {
			return err
		}
	}
	stuck, err := f.filler.fill(ctx, f.parts[f.cursor.Part].Name, from, taken, fates, before)
	if err != nil {
		return err
	}
	behind := from + int64(len(fates))
	failed = slices.DeleteFunc(failed, func(row ledger.FailedRow) bool { return row.Ordinal >= behind })
	c := ledger.Chunk{
		From: from, Fates: fates, Part: f.cursor.Part, Position: taken[len(taken)-1].behind,
		Failed: append(failed, stuck...),
	}
	f.next = f.next[len(fates):]
	return f.commit(ctx, c)
}

// plan writes down what is to become of the first of the rows that were read, and as which tasks
// those are queued that will be.
func (f *feeder) plan(ctx context.Context, fates []ledger.Fate) error {
	tasks := make([]ledger.Task, 0, len(fates))
	for i, fate := range fates {
		if fate == ledger.Queued {
			tasks = append(tasks, ledger.TaskOf(f.next[i].Entry.Digest()))
		}
	}
	return f.run.Retry.Until(ctx, func(ctx context.Context) error { return f.run.Ledger.Plan(ctx, f.cursor.Ordinal, fates, tasks...) })
}

// commit counts a chunk, moves the cursor behind it, and tells how far the run is.
func (f *feeder) commit(ctx context.Context, c ledger.Chunk) error {
	var queued int64
	err := f.run.Retry.Until(ctx, func(ctx context.Context) (err error) {
		queued, err = f.run.Ledger.Commit(ctx, c)
		return err
	})
	if err != nil {
		return err
	}
	f.cursor = ledger.Cursor{Part: c.Part, Position: c.Position, Ordinal: c.From + int64(len(c.Fates))}
	f.run.Progress.Fed(queued, f.progress())
	f.run.Log.Debug().Int("rows", len(c.Fates)).Int64("read", f.cursor.Ordinal).Int64("queued", queued).Msg("rows taken")
	return nil
}

// afterReading deals with the end of a part, or what ended its reading before.
func (f *feeder) afterReading(ctx context.Context) error {
	switch {
	case f.end == nil || len(f.next) > 0:
		return nil
	case errors.Is(f.end, io.EOF):
		return f.endPart(ctx)
	}
	return f.broken(ctx, f.end, nil)
}

// endPart takes note that a part was read to its end.
func (f *feeder) endPart(ctx context.Context) error {
	part := &f.parts[f.cursor.Part]
	part.State, part.Behind, part.Until = ledger.Read, f.cursor.Ordinal, f.open.Position()
	f.run.Log.Info().Str("part", part.Name).Int64("rows", part.Behind-part.First).Msg("part read")
	if err := f.understood(ctx); err != nil {
		return err
	}
	told := f.told()
	f.close()
	return f.commit(ctx, ledger.Chunk{From: f.cursor.Ordinal, Part: f.cursor.Part + 1, Told: told})
}

// told is the part at the cursor as it is now.
func (f *feeder) told() *ledger.ToldPart {
	return &ledger.ToldPart{Index: f.cursor.Part, Part: f.parts[f.cursor.Part]}
}

// close closes the part that is open.
func (f *feeder) close() {
	if f.open != nil {
		_ = f.open.Close() // it was only read
	}
	f.open, f.next, f.end = nil, nil, nil
}
