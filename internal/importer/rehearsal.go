package importer

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"time"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/importer/feed"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/source"
	"github.com/trackreg/trackreg/internal/retry"
	"github.com/trackreg/trackreg/internal/rows/preview"
)

const (
	// sampleMost is how many of the entries that would be queued a rehearsal shows.
	sampleMost = 3
	// invalidMost is how many of the invalid rows it names.
	invalidMost = 5
)

// Rehearsal is what a run would do. Its JSON is read by scripts: fields are added to it, never
// changed.
type Rehearsal struct {
	Import  string `json:"import"`
	Account string `json:"account"`
	// Parts are those that would be read, and Before is how many were finished by earlier runs.
	Parts  []RehearsedPart `json:"parts"`
	Before int             `json:"parts_finished_before"`
	// Counts are the rows by what would become of them. Which would be duplicates shows only when
	// they are queued: here they count as queued.
	Counts ledger.Counts `json:"counts"`
	// Sample are the first entries that would be queued, as they would be sent.
	Sample []json.RawMessage `json:"sample"`
	// Invalid are the first rows that are no entry.
	Invalid []ledger.Problem `json:"invalid_rows"`
	// Cleaned counts rows by what was taken off their cells, or left out of them, and Lacking by what
	// their carriers ask for and they do not have.
	Cleaned []preview.Kind `json:"cleaned"`
	Lacking []preview.Kind `json:"lacking"`
	// Problems are those parts that cannot be read to their end, and files that are left for a
	// reason: of those that are still being written a run waits for the end.
	Problems []ledger.Problem `json:"problems"`
	// MaxReached says that the run would end at max_numbers, and the next one go on there.
	MaxReached bool `json:"max_numbers_reached"`
}

// RehearsedPart is a part and how many rows were read of it.
type RehearsedPart struct {
	source.Part
	Rows int64 `json:"rows"`
	// Understood says in a few lines how the part is read.
	Understood []string `json:"understood"`
}

// Rehearse reads all that a run of the import would read now, in this process, and says what the
// run would do. It queues nothing and writes nothing. o needs Redis and, to leave out what is
// known, KnownMonths; force goes round the known numbers. It blocks until everything is read or
// ctx ends. Errors: a *source.Error where nothing can be read, ctx.Err(), or Redis's.
func Rehearse(ctx context.Context, o Options, of configs.Import, force bool) (Rehearsal, error) {
	known := o.KnownMonths[of.Account]
	if force {
		known = 0
	}
	h := &rehearsing{
		of: of, ledger: ledger.New(o.Redis, of.Account, of.Name), sieve: feed.NewSieve(o.Redis, of.Account, known),
		found: Rehearsal{
			Import: of.Name, Account: of.Account,
			Parts: []RehearsedPart{}, Sample: []json.RawMessage{}, Invalid: []ledger.Problem{}, Problems: []ledger.Problem{},
		},
	}
	var err error
	if h.source, err = o.withDefaults().Source(of, source.Options{Now: time.Now(), Carriers: o.Carriers}); err != nil {
		return h.found, err
	}
	err = h.all(ctx)
	h.found.Cleaned, h.found.Lacking = h.tally.Cleaned(), h.tally.Lacking()
	return h.found, err
}

// rehearsing is a rehearsal under way.
type rehearsing struct {
	of     configs.Import
	source source.Source
	ledger *ledger.Ledger
	sieve  *feed.Sieve
	found  Rehearsal
	tally  preview.Tally
}

// all reads part after part.
func (h *rehearsing) all(ctx context.Context) error {
	parts, err := h.parts(ctx)
	if err != nil {
		return err
	}
	for _, part := range parts {
		if h.found.MaxReached {
			return nil
		}
		h.found.Parts = append(h.found.Parts, RehearsedPart{Part: part.Part})
		err := h.part(ctx, part)
		var wrong *source.Error
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.As(err, &wrong):
			h.found.Problems = append(h.found.Problems, ledger.Problem{Part: part.Name, Message: err.Error()})
		case err != nil:
			return err
		}
	}
	return nil
}

// parts are those that a run would read.
func (h *rehearsing) parts(ctx context.Context) ([]ledger.Part, error) {
	listed, err := h.list(ctx)
	if err != nil {
		return nil, err
	}
	for _, left := range listed.Left {
		h.found.Problems = append(h.found.Problems, ledger.Problem{Part: left.Part, Message: left.Error()})
	}
	carries, err := h.ledger.Carries(ctx)
	if err != nil {
		return nil, err
	}
	finished, err := h.ledger.Remembered(ctx)
	if err != nil {
		return nil, err
	}
	parts := onward(listed.Parts, carries, finished)
	h.found.Before = len(listed.Parts) - len(parts)
	return parts, nil
}

// list lists the source's parts, a second time when files may still be written: that those rest
// shows only from one look to the next.
func (h *rehearsing) list(ctx context.Context) (source.Listing, error) {
	listed, err := h.source.Parts(ctx)
	if err != nil || writing(listed.Left) == "" {
		return listed, err
	}
	if err := retry.Wait(ctx, betweenLooks(h.of)); err != nil {
		return listed, err
	}
	return h.source.Parts(ctx)
}

// part reads a part to its end.
func (h *rehearsing) part(ctx context.Context, part ledger.Part) error {
	reading, err := h.source.Open(ctx, part.Part, part.From)
	if errors.Is(err, source.ErrChanged) && feed.HasChangedSince(part) {
		reading, err = h.source.Open(ctx, part.Part, source.Position{})
	}
	if err != nil {
		return err
	}
	defer func() { _ = reading.Close() }() // it was only read
	h.found.Parts[len(h.found.Parts)-1].Understood = reading.Understood()
	for !h.found.MaxReached {
		rows, ended := readRows(reading, feed.ChunkMost)
		if err := h.chunk(ctx, part.Name, rows); err != nil {
			return err
		}
		if errors.Is(ended, io.EOF) {
			return nil
		}
		if ended != nil {
			return ended
		}
	}
	return nil
}

// readRows reads up to so many rows. The error says why there are no more, if there are not.
func readRows(reading source.Rows, most int) ([]feed.Row, error) {
	rows := make([]feed.Row, 0, most)
	for len(rows) < most {
		row, err := reading.Read()
		if err != nil {
			return rows, err
		}
		rows = append(rows, feed.Row{Row: row})
	}
	return rows, nil
}

// chunk takes note of what would become of rows.
func (h *rehearsing) chunk(ctx context.Context, part string, rows []feed.Row) error {
	fates, failed := feed.Sort(part, h.found.Counts.Read, rows, true)
	if err := h.sieve.Hold(ctx, rows, fates); err != nil {
		return err
	}
	for _, row := range failed[:min(len(failed), invalidMost-len(h.found.Invalid))] {
		h.found.Invalid = append(h.found.Invalid, ledger.Problem{Part: row.Part, Line: row.Line, Message: row.Message})
	}
	for i, fate := range fates {
		if fate == ledger.Queued && h.of.MaxNumbers > 0 && h.found.Counts.Queued == h.of.MaxNumbers {
			h.found.MaxReached = true
			return nil
		}
		h.row(rows[i], fate)
	}
	return nil
}

// row counts a row.
func (h *rehearsing) row(row feed.Row, fate ledger.Fate) {
	h.found.Parts[len(h.found.Parts)-1].Rows++
	h.found.Counts.Read++
	h.tally.Add(row.Row)
	switch c := &h.found.Counts; fate {
	case ledger.Invalid:
		c.Invalid++
	case ledger.Older:
		c.Older++
	case ledger.Known:
		c.Known++
	case ledger.FailedBefore:
		c.FailedBefore++
	default:
		c.Queued++
		if len(h.found.Sample) < sampleMost {
			h.found.Sample = append(h.found.Sample, row.Entry.Body)
		}
	}
}
