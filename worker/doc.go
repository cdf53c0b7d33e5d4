// Package worker runs accounts: it pulls numbers out of the account's asynq
// queues, fills calls with them, makes the calls when the account's gate
// allows one, and writes what became of every number.
//
// One account is one pipeline, and shares nothing with another but the Redis
// client:
//
//	asynq server ─▶ handler ─▶ batcher ─▶ slot (gate) ─▶ call (track17) ─▶ verdict ─▶ record (queue)
//
// A handler hands its number to the batcher and waits; it returns when the
// number's outcome is written. So a task is active exactly as long as its
// number is in this process's hands, and a process that dies leaves only
// active tasks behind, which asynq's lease gives back.
//
// Beside the pipeline each account has a keeper, which shows a closed gate as
// paused queues, a quota reader, a janitor, which brings back what asynq
// archived without a verdict, and a reaper, which deletes tasks whose Deadline
// has passed.
package worker
