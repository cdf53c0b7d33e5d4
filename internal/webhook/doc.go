// Package webhook posts an account's outcomes to a receiver on the web, signed
// as Standard Webhooks says (https://www.standardwebhooks.com).
//
// It is a consumer group of the outcome stream, so that a receiver that is
// away slows nothing down and misses nothing that the stream still holds: it
// is tried again from where it stands. Outcomes go in the stream's order, one
// post at a time, by one process per account.
//
// Posts are delivered at least once. The header webhook-id is the same each
// time a post is repeated, also by another process, and so is its body.
package webhook
