package worker

import (
	"time"

	"github.com/trackreg/trackreg/batching"
)

// The classes that numbers wait in.
const (
	LiveClass = "live" // go first
	BulkClass = "bulk" // fill what live numbers leave of a call
)

// SlotWait is how long numbers of one class waited in this process for their
// first call: the longest of those in the call.
type SlotWait struct {
	Class string
	Took  time.Duration
}

// classOf names the class of a rank.
func classOf(rank int) string {
	if rank == liveRank {
		return LiveClass
	}
	return BulkClass
}

// slotWaits returns how long the numbers that go for the first time have waited
// until now, one for each class among them, and notes that they have gone. Later
// waits are not for a slot alone.
func slotWaits(items []batching.Item[*number], now time.Time) []SlotWait {
	var waits []SlotWait
	for _, item := range items {
		n := item.Value
		if n.called {
			continue
		}
		n.called = true
		waits = longest(waits, SlotWait{Class: classOf(n.rank), Took: now.Sub(n.taken)})
	}
	return waits
}

// longest keeps the longest wait of each class.
func longest(waits []SlotWait, w SlotWait) []SlotWait {
	for i := range waits {
		if waits[i].Class == w.Class {
			waits[i].Took = max(waits[i].Took, w.Took)
			return waits
		}
	}
	return append(waits, w)
}
