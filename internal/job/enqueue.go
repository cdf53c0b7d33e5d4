package job

import (
	"context"
	"errors"
	"io"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/internal/rows/preview"
	"github.com/trackreg/trackreg/queue"
)

// Tally is what became of the rows of an input that were put in a queue.
type Tally struct {
	Account   string `json:"account"`
	Queue     string `json:"queue"`
	Rows      int64  `json:"rows"`
	Enqueued  int64  `json:"enqueued"`
	Duplicate int64  `json:"duplicate"` // the very same entry was in the queue already
	Invalid   int64  `json:"invalid"`   // rows that are no entry
	Known     int64  `json:"known"`     // rows that were left out: known to be registered

	Columns []preview.Column `json:"columns"`        // which give which field
	Unread  []string         `json:"unread_columns"` // the others
	Cleaned []preview.Kind   `json:"cleaned"`        // rows by what was taken off their cells, or left out of them
	Kinds   []preview.Kind   `json:"invalid_kinds"`  // invalid rows by what is wrong
}

// Enqueue puts the rows of the input in a queue and returns. Rows that are no
// entry are told to invalid, the first of them one by one, and the rest goes on. On an error the
// tally says how far it came; to repeat it all is safe.
func Enqueue(ctx context.Context, p *queue.Producer, in *Input, invalid func(line string), opts ...queue.Option) (Tally, error) {
	begun := in.Begun()
	t := Tally{Columns: begun.Columns, Unread: begun.Unread}
	wrong := complaints{tell: invalid}
	in.skipped = func(rows.Row) {
		t.Rows++
		t.Known++
	}
	entries := func(yield func(queue.Entry) bool) {
		for row, ok := in.next(ctx); ok; row, ok = in.next(ctx) {
			t.Rows++
			if row.Err != nil {
				t.Invalid++
				wrong.add(row.Err.Error(), row.Err.Problem)
				continue
			}
			if !yield(row.Entry) {
				return
			}
		}
	}
	stuck := int64(0)
	counted, err := p.EnqueueMany(ctx, entries, func(_ int, r queue.Receipt, err error) {
		if err != nil && queue.OfOneEntry(err) {
			stuck++
			wrong.add(err.Error(), "cannot be queued")
		}
	}, opts...)
	wrong.end()
	t.Invalid += stuck
	t.Cleaned, t.Kinds = preview.Cleaned(&in.cleaned), wrong.kinds.Most()
	t.Enqueued, t.Duplicate = int64(counted.Enqueued), int64(counted.Duplicates)
	return t, errors.Join(err, in.failure())
}

// Write writes the tally for people.
func (t Tally) Write(w io.Writer) error {
	table := figures.Table{Columns: []figures.Column{{}, {Right: true}, {}}}
	table.Add("enqueued", figures.Count(t.Enqueued), "to "+t.Queue)
	table.Add("duplicate", figures.Count(t.Duplicate), "the very same entry waits there already")
	table.Add("invalid", figures.Count(t.Invalid), "")
	if t.Known > 0 {
		table.Add("known", figures.Count(t.Known), knownNote)
	}
	if err := table.Write(w); err != nil {
		return err
	}
	return preview.WriteKinds(w, "cleaned, by rows:", t.Cleaned)
}
