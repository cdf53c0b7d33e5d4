// Package board keeps what a status page shows of all accounts fresh: it reads
// how they stand once a second, however many look, and what costs more (failures
// by cause, events, imports) only while somebody does.
//
// A [Board] is read by [Board.Snapshot], which never waits for Redis, and
// followed by [Board.Subscribe]. While Redis is away the snapshots keep the last
// figures and say since when.
package board
