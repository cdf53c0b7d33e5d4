// Package retry waits and tries again: how long between two tries, waiting that ends with its
// context, and repeating what must be done in the end. It is the only place that does, save the
// batcher, whose waits belong to batches.
package retry
