// Package lookup finds out what became of one tracking number, from what an
// account keeps in Redis: its failures, its queues, its newest outcomes, what was said of
// where the parcel is, and the numbers known to be registered.
//
// Redis has no index by number, and the queues may hold millions. So each place
// is looked through as far as that is cheap, and the [Report] says how far that was, and what was left out.
package lookup
