package worker

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/batching"
)

func TestSlotWaitsAreTheLongestOfEachClass(t *testing.T) {
	now := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	var items []batching.Item[*number]
	add := func(rank int, waited time.Duration) {
		items = append(items, batching.Item[*number]{Value: &number{rank: rank, taken: now.Add(-waited)}})
	}
	add(liveRank, time.Second)
	add(bulkRank, 5*time.Second)
	add(liveRank, 2*time.Second)
	add(bulkRank, 4*time.Second)
	require.Equal(t, []SlotWait{{LiveClass, 2 * time.Second}, {BulkClass, 5 * time.Second}}, slotWaits(items, now))
	add(bulkRank, time.Minute)
	require.Equal(t, []SlotWait{{BulkClass, time.Minute}}, slotWaits(items, now), "the others have gone before")
	require.Empty(t, slotWaits(items, now))
}
