// Package track17 speaks to the 17TRACK tracking API and says what its answers
// mean.
//
// A [Client] makes one call with up to 40 items and matches the answer to the
// items that were sent. An [Operation] is one of the API's batch calls as a value;
// its Judge method turns a [Fault], whether of the whole call or of one item, into
// a [Rule]. The table behind Judge is the only place in the program that compares
// code numbers or HTTP statuses.
//
// Nothing here waits, retries or paces: one Do is one HTTP request at most. When
// a call may be made is decided by package gate, and what happens to numbers
// between two calls by package batching.
package track17
