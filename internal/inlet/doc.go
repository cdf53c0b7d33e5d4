// Package inlet reads the inlet streams, by which programs in any language
// enqueue with nothing but a Redis client:
//
//	redis-cli XADD 'trackreg:{main}:in' '*' number RR123456789CN carrier 3011
//
// All processes that read an account's inlet share it as one consumer group. An
// entry is acknowledged only when its tasks are in the queue; whatever happens
// before, it comes again, to this process or, after half a minute, to another.
// So an entry is enqueued at least once, and as the very same entry is one task
// while it waits, a repeat is seldom seen.
//
// What can be no task is kept in a stream of its own, with the reason, and
// never holds up the entries behind it.
package inlet
