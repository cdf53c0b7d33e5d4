package worker

import (
	"time"

	"github.com/trackreg/trackreg/batching"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17"
)

// Ranks of the classes that wait for a call: the lower goes first, and a call
// taken for live numbers is filled up with bulk ones.
const (
	liveRank = 0
	bulkRank = 2
)

// number is one task in this process's hands: what the batcher carries.
type number struct {
	op       *track17.Operation
	entry    queue.Entry
	task     string // asynq's task id
	queue    string // asynq's queue
	rank     int
	retried  int // own failures so far, as asynq counted them
	maxRetry int
	taken    time.Time // when this process took it in hand

	// passedOver counts the answers in a row that said nothing of the number
	// while they said something of others. Only the call that holds the number
	// touches it.
	passedOver int
	called     bool // it has been in a call of this process; the same holds of it
}

// item is the number as the batcher sees it. Numbers that read alike never
// share a call, whatever their carriers, so that an answer which leaves the
// carrier out still says which number it means.
func (n *number) item() batching.Item[*number] {
	return batching.Item[*number]{
		Class:  batching.Class{Lane: n.op.Name, Rank: n.rank},
		Key:    queue.NumberKey(n.entry.Number),
		ID:     n.queue + "/" + n.task,
		Value:  n,
		Pinned: n.lastTry(),
	}
}

// callItem is the number as it is sent: what was read of the entry at the way in is what the
// answer is matched by.
func (n *number) callItem() track17.CallItem {
	return track17.CallItem{Number: n.entry.Number, Carrier: n.entry.Carrier, Body: n.entry.Body}
}

// mendedAt is when the entry was enqueued at the latest. What it says of that itself counts where
// it is earlier: whoever forges a later time gains nothing.
func (n *number) mendedAt() time.Time {
	if at := n.entry.MendedAt; !at.IsZero() && at.Before(n.taken) {
		return at
	}
	return n.taken
}

// lastTry says that asynq would archive the task on any error, even on one
// that is no failure; such a number may only wait in its handler.
func (n *number) lastTry() bool { return n.retried >= n.maxRetry }
