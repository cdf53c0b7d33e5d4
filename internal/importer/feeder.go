package importer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/source"
	"github.com/trackreg/trackreg/internal/rows"
)

// chunkMost is the most rows whose fate is planned, and which are queued and counted, at once.
const chunkMost = 2000

// feeder reads the run's source and queues what is new. It is for one goroutine.
type feeder struct {
	*run
	sieve  *sieve
	filler *filler
	flow   *flow

	parts  []ledger.Part
	cursor ledger.Cursor
	open   source.Rows // of the part at the cursor; nil: not open
	next   []read      // rows that were read and not taken yet
	end    error       // why no more can be read of the part, io.EOF at its end; nil: more may
}

// read is a row and the place behind it.
type read struct {
	rows.Row
	behind source.Position
}

func newFeeder(r *run) *feeder {
	return &feeder{
		run: r, parts: r.state.Parts, cursor: r.state.Cursor,
		sieve: newSieve(r), filler: newFiller(r), flow: newFlow(r),
	}
}

// feed queues the source's rows from the cursor on, and returns how the run is to end when they
// have. An error says that it is to be gone on with another time.
func (r *run) feed(ctx context.Context) (ledger.Phase, string, error) {
	f := newFeeder(r)
	defer f.close()
	ended, err := f.all(ctx)
	return ended.ending, ended.why, err
}

// all feeds part after part.
func (f *feeder) all(ctx context.Context) (stop, error) {
	pending := f.state.Pending()
	for f.cursor.Part < len(f.parts) || len(pending) > 0 {
		why, err := f.part(ctx, pending)
		pending = nil
		switch {
		case err != nil:
			return stop{}, err
		case why != nil:
			return *why, nil
		}
	}
	return f.atEnd(), nil
}

// part feeds the part at the cursor, up to its end or until the run stops. pending are the fates
// of rows that were planned before this process took the run up.
func (f *feeder) part(ctx context.Context, pending []ledger.Fate) (why *stop, err error) {
	if len(pending) > 0 && (f.progress.IsCancelled() || f.abandoned != "") {
		// Nothing more is read: what may be queued of them is taken back, or waited for.
		if err := f.commitUnread(ctx, pending); err != nil {
			return nil, err
		}
		pending = nil
	}
	if why := f.stops(); why != nil && len(pending) == 0 { // what was planned is queued first, and counted
		return why, nil
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
func (f *feeder) toItsEnd(ctx context.Context) (*stop, error) {
	for f.open != nil {
		if why := f.stops(); why != nil {
			return why, nil
		}
		if why, err := f.chunk(ctx); err != nil || why != nil {
			return why, err
		}
	}
	return nil, nil
}

// chunk takes the next rows. What cannot be read on is left in end.
func (f *feeder) chunk(ctx context.Context) (why *stop, err error) {
	room, err := f.flow.room(ctx)
	if err != nil || room == 0 { // 0: the run stops
		return nil, err
	}
	f.readUpTo(room)
	fates, failed, err := f.sieve.sift(ctx, f.parts[f.cursor.Part].Name, f.cursor.Ordinal, f.next)
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
		f.next = append(f.next, read{row, f.open.Position()})
	}
}

// cut returns how many rows may be taken, so that no more are queued than max_numbers says.
func (f *feeder) cut(fates []ledger.Fate) int {
	if f.of.MaxNumbers == 0 {
		return len(fates)
	}
	queued, _ := f.progress.Counted()
	rest := f.of.MaxNumbers - queued
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
func (f *feeder) reachedMost(ctx context.Context) (*stop, error) {
	part := f.parts[f.cursor.Part]
	carry := ledger.ToldCarry{Name: part.Name, Carry: ledger.Carry{Version: part.Version, Position: f.cursor.Position}}
	err := f.commit(ctx, ledger.Chunk{From: f.cursor.Ordinal, Part: f.cursor.Part, Position: f.cursor.Position, Carry: &carry})
	why := fmt.Sprintf("max_numbers is reached: the next run goes on behind row %d of %s", f.cursor.Position.Row, part.Name)
	return &stop{ledger.Finished, why}, err
}

// take queues and counts the first of the rows that were read, as many as there are fates.
// before says that they were planned by a process that may have queued some.
func (f *feeder) take(ctx context.Context, fates []ledger.Fate, failed []ledger.FailedRow, before bool) error {
	from, taken := f.cursor.Ordinal, f.next[:len(fates)]
	if !before {
		err := f.retry.Until(ctx, func(ctx context.Context) error { return f.ledger.Plan(ctx, from, fates) })
		if err != nil {
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

// commit counts a chunk, moves the cursor behind it, and tells how far the run is.
func (f *feeder) commit(ctx context.Context, c ledger.Chunk) error {
	var queued int64
	err := f.retry.Until(ctx, func(ctx context.Context) (err error) {
		queued, err = f.ledger.Commit(ctx, c)
		return err
	})
	if err != nil {
		return err
	}
	f.cursor = ledger.Cursor{Part: c.Part, Position: c.Position, Ordinal: c.From + int64(len(c.Fates))}
	f.progress.Fed(queued, f.share())
	f.log.Debug().Int("rows", len(c.Fates)).Int64("read", f.cursor.Ordinal).Int64("queued", queued).Msg("rows taken")
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
	f.log.Info().Str("part", part.Name).Int64("rows", part.Behind-part.First).Msg("part read")
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
