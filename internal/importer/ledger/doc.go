// Package ledger is what Redis keeps of bulk imports and their runs, so that any worker can go on
// where another was killed, and count no row twice.
//
// # A row's way through the ledger
//
// A run gives every row that it reads an ordinal, counted from 0. It goes through them in chunks:
//
//  1. [Run.Plan] writes down what is to become of each row of the next chunk, and as which task it is
//     queued, before anything is done. Whoever goes on with the run after a crash keeps to that.
//  2. The rows that are to be queued are queued.
//  3. [Run.Commit] counts the chunk and moves the cursor behind it, in one step.
//
// Outcomes are counted by [Run.Count], of the very tasks alone that Plan wrote down: anybody who
// enqueues can write the _source of a row. A bitmap has a bit for every ordinal, set when the row is
// accounted for: by its outcome, or by Commit when it was not queued. A set bit is never counted
// again. So a crash between any two of these steps, a row that is read twice, an outcome that
// comes twice and one that merely claims to be a row's change no figure, and at any time
//
//	Read = Invalid + Older + Duplicate + Known + FailedBefore + Queued
//
// while at the end of a run Queued is the sum of the outcomes.
//
// # The lease
//
// One process at a time works on an import: the one that holds its lease, a value that is
// compared with Redis's own time. Every step of a run is refused with [ErrLost] to who does not
// hold it, so that a process that was suspended cannot write over what another has done since.
package ledger
