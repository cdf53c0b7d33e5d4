// Package importer runs bulk imports: it reads a source row by row, queues what is new, follows
// what becomes of it, and counts every row exactly once, whichever worker is killed at which row.
//
// A run is an asynq task in the queue trackreg-imports that stays active until every row is
// accounted for. What is known of the run is in Redis, see package ledger; a handler holds
// nothing that could not be lost. Its work goes through three phases:
//
//   - feeding: rows are read in chunks. Those that are no entry, too old, known to be registered
//     or known to fail are counted, the others are queued, as many as flow control allows;
//   - settling: everything is queued, and outcomes are waited for;
//   - the end: parts of the source that are finished are moved or remembered, and an event says
//     what it came to.
//
// Beside it run, as long as the handler works: what keeps the lease and hears of a cancellation,
// and the follower, which counts outcomes as they come.
//
// This package is a run's life: it begins, is carried out, and ends. The work is done below it, by
// packages that are told what they need, return what they found, and know no run: feed reads and
// queues, follow knows what becomes of what was queued, schedule says when a run is due.
package importer
