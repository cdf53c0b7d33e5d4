package erase

import (
	"context"

	"github.com/trackreg/trackreg/internal/audit"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/known"
	"github.com/trackreg/trackreg/internal/strays"
	"github.com/trackreg/trackreg/internal/unchanged"
	"github.com/trackreg/trackreg/queue"
)

// fieldsRead is how many fields of a hash are read at once, about.
const fieldsRead = 1000

// failures deletes the number's failures, and strikes it from those of other numbers that say they
// mend it.
func (e *Eraser) failures(ctx context.Context, t target) (Trace, error) {
	key, found := keyspace.Account(t.account).Failures(), 0
	err := e.fields(ctx, key, func(field, value string) (bool, error) {
		f := queue.Failure{ID: field}
		if !t.mentions(field) && !t.mentions(value) {
			return false, nil
		}
		found++
		if t.is(f.Number()) || t.mentions(field) {
			t.under[f.Carrier()] = true
			return !t.only, nil
		}
		if t.only {
			return false, nil
		}
		return false, unchanged.Replace(ctx, e.rdb, key, []any{field, value, t.word.Strike(value)}).Err()
	})
	return t.gone("the failures", found), err
}

// runs takes the number's rows out of the runs of all imports.
func (e *Eraser) runs(ctx context.Context, t target) (Trace, error) {
	found := 0
	names, err := ledger.Imports(ctx, e.rdb, t.account)
	for _, name := range names {
		n, wrong := ledger.New(e.rdb, t.account, name).Erase(ctx, func(row ledger.FailedRow) bool { return rowMentions(t, row) }, t.only)
		if found += n; wrong != nil {
			err = wrong
			break
		}
	}
	return t.gone("the runs of imports", found), err
}

func rowMentions(t target, row ledger.FailedRow) bool {
	if t.is(row.Number) || t.mentions(row.Message) || t.mentions(row.Failure) {
		return true
	}
	for _, cell := range row.Cells {
		if t.mentions(cell) {
			return true
		}
	}
	return false
}

// gate takes out which lone number was refused last.
func (e *Eraser) gate(ctx context.Context, t target) (Trace, error) {
	return e.hash(ctx, t, "the gate", keyspace.Account(t.account).Gate())
}

// strays takes out tasks that stay active without a lease.
func (e *Eraser) strays(ctx context.Context, t target) (Trace, error) {
	return e.hash(ctx, t, "the stray tasks", strays.Key(t.account))
}

// hash removes the fields of a hash that mention the number.
func (e *Eraser) hash(ctx context.Context, t target, place, key string) (Trace, error) {
	found := 0
	err := e.fields(ctx, key, func(field, value string) (bool, error) {
		if !t.mentions(field) && !t.mentions(value) {
			return false, nil
		}
		found++
		return !t.only, nil
	})
	return t.gone(place, found), err
}

// fields goes through a hash and removes the fields that pick picks.
func (e *Eraser) fields(ctx context.Context, key string, pick func(field, value string) (bool, error)) error {
	seen := map[string]bool{} // a field may come twice while the hash changes
	for cursor := uint64(0); ; {
		page, next, err := e.rdb.HScan(ctx, key, cursor, "", fieldsRead).Result()
		if err != nil {
			return err
		}
		var picked []string
		for i := 0; i+1 < len(page); i += 2 {
			if yes, err := pick(page[i], page[i+1]); err != nil {
				return err
			} else if yes && !seen[page[i]] {
				seen[page[i]] = true
				picked = append(picked, page[i])
			}
		}
		if len(picked) > 0 {
			if err := e.rdb.HDel(ctx, key, picked...).Err(); err != nil {
				return err
			}
		}
		if cursor = next; cursor == 0 {
			return nil
		}
	}
}

// known takes the number out of the known ones, under every carrier that there is: the record has
// only marks, which do not say whose they are.
func (e *Eraser) known(ctx context.Context, t target) (Trace, error) {
	for _, code := range e.carriers {
		t.under[code] = true
	}
	identities := make([]string, 0, len(t.under))
	for code := range t.under {
		identities = append(identities, queue.Entry{Number: t.number, Carrier: code}.Identity(queue.Register))
	}
	record, found := known.NewRecord(e.rdb, t.account, known.MonthsMost), 0
	if !t.only {
		found, err := record.Forget(ctx, identities)
		return t.gone("the known numbers", found), err
	}
	is, err := record.Check(ctx, identities)
	for _, yes := range is {
		if yes {
			found++
		}
	}
	return t.gone("the known numbers", found), err
}

// audit strikes the number from what was done by hand; the deeds stay.
func (e *Eraser) audit(ctx context.Context, t target) (Trace, error) {
	if t.only {
		found := 0
		err := e.sweep(ctx, keyspace.Account(t.account).Audit(), entriesRead, func(one entry) (bool, error) {
			if one.mentions(t) {
				found++
			}
			return false, nil
		})
		return t.gone("the audit", found), err
	}
	n, err := audit.NewRecorder(e.rdb).Strike(ctx, t.account, t.number)
	return t.gone("the audit", n), err
}
