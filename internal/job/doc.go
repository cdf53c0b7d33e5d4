// Package job is one run of the register command: it enqueues the rows of an
// input, helps to work the account's queues, waits for the outcomes of its own
// rows and says how it goes and how it ended.
//
// A run holds of each row only what it needs until the row's outcome comes, and
// never more rows than the high-water mark, so that an input may be of any length.
package job
