// Package gate decides when an account may call the vendor. The decision is shared by every process
// that works for the account: all state is one Redis hash, every decision one Lua script on Redis's
// own clock.
//
// A process asks for a slot with [Gate.Take], naming the classes of work it has waiting, makes the one
// call the slot allows, and tells how the call ended with [Gate.Report] (or [Gate.ReportQuota] for the
// vendor's getquota). Between the two the gate keeps:
//
//   - the pace: the spacing of slots, which adapts to the vendor's 429;
//   - the backing-off: how long to leave the vendor alone after answers that say nothing (5xx, a cut
//     connection, a timeout). It closes nothing, and any success clears it;
//   - two latches. The account latch (throttle, hold, paused by hand) closes everything, the quota latch
//     (daily_limit, drained, reserve) what spends quota;
//   - the probe. A latch whose time is up is half-open: one call of one process goes out, and its end
//     opens the latch or closes it again for longer, to an hour at most. On an account where nothing
//     waits that call is getquota;
//   - the batch size in force, which halves when the vendor says that a call holds too many numbers;
//   - what getquota last showed, counted down by what has been accepted since.
//
// # What a late report may do
//
// Calls are in flight while a latch closes, and they report afterwards. Every slot carries a lease that
// tells the gate when, in the order of all grants, it was given out. A success opens a latch only if its
// call was granted after that latch last closed, so only a probe can; an earlier one still moves the
// last success and clears the backing-off. A failure of an earlier call neither lengthens a wait nor
// closes the latch again.
//
// # Clocks
//
// All times are Redis's, of type [time.Time] in Go. When that clock jumps (a failover to another
// machine) no wait grows beyond the longest the gate itself would have set: stored times too far ahead
// are pulled in.
package gate
