package feed

import (
	"context"
	"errors"
	"io"

	"github.com/trackreg/trackreg/internal/importer/ledger"
)

// resume takes the rows that a process planned which died before it counted them. Their fates
// stay: whatever it did with them would make them look known, failed or duplicate now.
func (f *feeder) resume(ctx context.Context, pending []ledger.Fate) error {
	if len(pending) == 0 {
		return nil
	}
	if f.wentBack() {
		return f.commitUnread(ctx, pending) // they come again, but nobody can tell which they are
	}
	f.readUpTo(len(pending))
	if len(f.next) < len(pending) {
		cause := f.end
		if errors.Is(cause, io.EOF) {
			cause = errors.New("it ends sooner than before: it has changed")
		}
		return f.broken(ctx, cause, pending)
	}
	// What ended meanwhile is counted first, so that it is not queued again.
	if err := f.run.CaughtUp(ctx); err != nil {
		return err
	}
	// Who planned them may have been of a version that told no tasks.
	if err := f.plan(ctx, pending); err != nil {
		return err
	}
	part := f.parts[f.cursor.Part].Name
	var failed []ledger.FailedRow
	for i, row := range f.next[:len(pending)] {
		ordinal := f.cursor.Ordinal + int64(i)
		if pending[i] == ledger.Queued && row.Err != nil || pending[i] == ledger.Invalid {
			pending[i] = ledger.Invalid
			failed = append(failed, invalidRow(part, ordinal, row, f.run.Import.KeepRows))
		}
	}
	return f.take(ctx, pending, failed, true)
}

// wentBack says that the part does not go on at the cursor but before it: a query's rows are not
// those any more that they were.
func (f *feeder) wentBack() bool {
	at, cursor := f.open.Position(), f.cursor.Position
	return at.Key == cursor.Key && at.Past < cursor.Past
}
