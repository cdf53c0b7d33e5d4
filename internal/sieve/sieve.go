// Package sieve holds back the rows of an input whose numbers are known to be registered.
package sieve

import (
	"context"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/known"
	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/queue"
)

// Most is how many rows are looked up in one round trip.
const Most = 1000

// skippedMessage is the message of the outcome of a row that is not sent.
const skippedMessage = "not sent: the number is known to be registered; --force sends it all the same"

// Sieve holds back the rows whose numbers are known to be registered. Each gets
// the outcome known, of no task, for none is made.
type Sieve struct {
	account  string
	known    knownNumbers
	outcomes outcomeWriter
}

// knownNumbers is the part of known.Record that a sieve needs.
type knownNumbers interface {
	Check(ctx context.Context, identities []string) ([]bool, error)
}

// outcomeWriter is the part of outlet.Recorder that a sieve needs.
type outcomeWriter interface {
	Record(ctx context.Context, outcomes []queue.Outcome) error
}

// New returns a sieve by the account's record on rdb, which goes so many
// months back.
func New(rdb redis.UniversalClient, account string, months int) *Sieve {
	return &Sieve{account: account, known: known.NewRecord(rdb, account, months), outcomes: outlet.NewRecorder(rdb)}
}

// Pass returns the rows that go through and tells skipped of the others. When
// Redis fails, all go through: a number that is sent for nothing costs no quota,
// and whoever enqueues it meets the same trouble, and waits.
func (s *Sieve) Pass(ctx context.Context, all []rows.Row, skipped func(rows.Row)) []rows.Row {
	is, err := s.known.Check(ctx, identities(all))
	if err != nil {
		return all
	}
	through := make([]rows.Row, 0, len(all))
	var held []rows.Row
	for i, row := range all {
		if row.Err == nil && is[i] {
			held = append(held, row)
		} else {
			through = append(through, row)
		}
	}
	if len(held) == 0 {
		return through
	}
	if err := s.outcomes.Record(ctx, s.outcomesOf(held)); err != nil {
		return all
	}
	for _, row := range held {
		skipped(row)
	}
	return through
}

// identities are those of the rows, in order; that of a row which is no entry is
// in no record.
func identities(all []rows.Row) []string {
	names := make([]string, len(all))
	for i, row := range all {
		names[i] = row.Entry.Identity(queue.Register)
	}
	return names
}

func (s *Sieve) outcomesOf(held []rows.Row) []queue.Outcome {
	outcomes := make([]queue.Outcome, len(held))
	for i, row := range held {
		e := row.Entry
		outcomes[i] = queue.Outcome{
			Account: s.account, Op: queue.Register, Outcome: queue.Known, Number: e.Number, GivenCarrier: e.Carrier,
			Message: skippedMessage, Tag: e.Tag, Ref: e.Ref, Source: e.Source,
		}
	}
	return outcomes
}
