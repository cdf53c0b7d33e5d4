package job

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/known"
	"github.com/trackreg/trackreg/internal/sieve"
	"github.com/trackreg/trackreg/queue"
)

// KnownTally is what became of rows by which a record of known numbers was changed.
type KnownTally struct {
	Account   string `json:"account"`
	Rows      int64  `json:"rows"`
	Added     int64  `json:"added"`     // that were not known before
	Forgotten int64  `json:"forgotten"` // that were known before
	Invalid   int64  `json:"invalid"`   // rows that are no entry
}

// AddKnown adds the numbers of the input's rows to the record, each under the
// carrier that its row names, or none. Rows that are no entry are told to
// invalid. On an error the tally says how far it came; to repeat it is safe.
func AddKnown(ctx context.Context, record *known.Record, in *Input, invalid func(line string)) (KnownTally, error) {
	var t KnownTally
	err := t.inSteps(ctx, in, invalid, func(some []string) error {
		n, err := record.Add(ctx, some)
		t.Added += int64(n)
		return err
	})
	return t, err
}

// ForgetKnown takes the numbers of the input's rows out of the record, each under
// the carrier that its row names, or none; otherwise it is as [AddKnown].
func ForgetKnown(ctx context.Context, record *known.Record, in *Input, invalid func(line string)) (KnownTally, error) {
	var t KnownTally
	err := t.inSteps(ctx, in, invalid, func(some []string) error {
		n, err := record.Forget(ctx, some)
		t.Forgotten += int64(n)
		return err
	})
	return t, err
}

// inSteps has change carried out for all rows, a thousand at a time.
func (t *KnownTally) inSteps(ctx context.Context, in *Input, invalid func(line string), change func(some []string) error) error {
	some := make([]string, 0, sieve.Most)
	for row, ok := in.next(ctx); ok; row, ok = in.next(ctx) {
		t.Rows++
		if row.Err != nil {
			t.Invalid++
			invalid(row.Err.Error())
			continue
		}
		if some = append(some, row.Entry.Identity(queue.Register)); len(some) == cap(some) {
			if err := change(some); err != nil {
				return err
			}
			some = some[:0]
		}
	}
	return errors.Join(change(some), ctx.Err(), in.failure())
}

// Write writes the tally for people.
func (t KnownTally) Write(w io.Writer) error {
	_, err := fmt.Fprintf(w, "account %s: of %s rows %s added, %s forgotten, %s invalid; the rest changed nothing\n", t.Account,
		figures.Count(t.Rows), figures.Count(t.Added), figures.Count(t.Forgotten), figures.Count(t.Invalid))
	return err
}
