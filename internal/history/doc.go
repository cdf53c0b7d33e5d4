// Package history keeps what an account did in the last ninety days, by the hour, and in the last
// hours by the minute: numbers by outcome, calls, answers of 429, what waited, and when the account
// was closed.
//
// Nothing is counted here. The counters are there already, in Redis, and every process adds to them;
// a [Reading] of them, which one process of an account takes every [Every], says by how much they have
// grown. So to keep a history costs the way of a number nothing, a process that is killed loses
// nothing, and whoever reads sees the same, whichever processes did it.
//
// Redis's clock says which hour it is. What grew between two readings counts for the hour of the
// later one, and where nobody took readings for longer, for that of the earlier one, since it was then
// that somebody worked. An hour in which nobody took readings is a gap, which is something else than
// an hour in which nothing was done.
package history
