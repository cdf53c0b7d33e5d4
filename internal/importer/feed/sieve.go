package feed

import (
	"context"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/known"
	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/queue"
)

// invalidOutcome is what an invalid row is said to have ended as.
const invalidOutcome = "invalid"

// Sieve decides which rows are queued.
type Sieve struct {
	known    *known.Record // nil: the account keeps no record, or the run goes round it
	failures *queue.Failures
}

// NewSieve returns the sieve of an account whose registered numbers stay known for so many months;
// 0: it keeps no record of them, or the run goes round it.
func NewSieve(rdb redis.UniversalClient, account string, knownMonths int) *Sieve {
	s := &Sieve{failures: queue.NewFailures(rdb, account)}
	if knownMonths > 0 {
		s.known = known.NewRecord(rdb, account, knownMonths)
	}
	return s
}

// Sort returns the fates of rows of a part by what they themselves say, and what is to be kept of
// those that are invalid: by their lines alone, or whole. The first has the ordinal from.
func Sort(part string, from int64, all []Row, keepRows bool) ([]ledger.Fate, []ledger.FailedRow) {
	fates := make([]ledger.Fate, len(all))
	var failed []ledger.FailedRow
	for i, row := range all {
		switch {
		case row.Err != nil:
			fates[i] = ledger.Invalid
			failed = append(failed, invalidRow(part, from+int64(i), row, keepRows))
		case row.Old:
			fates[i] = ledger.Older
		default:
			fates[i] = ledger.Queued
		}
	}
	return fates, failed
}

// Hold goes by what Redis has on record of those that are to be queued. To repeat it is safe.
func (s *Sieve) Hold(ctx context.Context, all []Row, fates []ledger.Fate) error {
	if err := s.holdKnown(ctx, all, fates); err != nil {
		return err
	}
	return s.holdFailed(ctx, all, fates)
}

// holdKnown holds back rows whose numbers are known to be registered.
func (s *Sieve) holdKnown(ctx context.Context, all []Row, fates []ledger.Fate) error {
	if s.known == nil {
		return nil
	}
	at, identities := candidates(all, fates)
	is, err := s.known.Check(ctx, identities)
	if err != nil {
		return err
	}
	for j, i := range at {
		if is[j] {
			fates[i] = ledger.Known
		}
	}
	return nil
}

// holdFailed holds back rows whose very same entry the failures record holds.
func (s *Sieve) holdFailed(ctx context.Context, all []Row, fates []ledger.Fate) error {
	at, identities := candidates(all, fates)
	records, err := s.failures.Get(ctx, identities...)
	if err != nil {
		return err
	}
	for j, i := range at {
		if record, has := records[identities[j]]; has && isSame(record, all[i].Entry) {
			fates[i] = ledger.FailedBefore
		}
	}
	return nil
}

// candidates are the rows that would be queued so far: their indexes, and their identities.
func candidates(all []Row, fates []ledger.Fate) (at []int, identities []string) {
	for i, fate := range fates {
		if fate == ledger.Queued {
			at = append(at, i)
			identities = append(identities, all[i].Entry.Identity(queue.Register))
		}
	}
	return at, identities
}

// isSame says whether a failure is that of this very entry: its task's id says so, where that is
// ours, and else its payload.
func isSame(f queue.Failure, e queue.Entry) bool {
	if f.Task == e.TaskID(queue.Register) {
		return true
	}
	failed, err := queue.ParseTask(f.Task, f.Payload)
	return err == nil && failed.Digest() == e.Digest()
}

// invalidRow is a row that is no entry, as it is kept.
func invalidRow(part string, ordinal int64, row Row, keepRows bool) ledger.FailedRow {
	message := "it was no entry when it was first read"
	if row.Err != nil {
		message = row.Err.Reason()
	}
	return ledger.FailedRow{
		Ordinal: ordinal, Part: part, Line: row.Line, Cells: kept(row, keepRows), Number: row.Number, Failure: row.Mends,
		Outcome: invalidOutcome, Class: queue.Terminal, Message: message, Remedy: rows.RemedyInvalid,
	}
}
