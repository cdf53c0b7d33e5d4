package feed_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/importer/feed"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/progress"
	"github.com/trackreg/trackreg/internal/importer/source"
	"github.com/trackreg/trackreg/internal/importer/sourcetest"
	"github.com/trackreg/trackreg/internal/importer/trouble"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
)

// commits says of a command that it counts the rows that were queued just before.
func commits(queued *bool, command string) bool {
	if strings.Contains(command, "asynq:{main-bulk}:t:") {
		*queued = true
	}
	return *queued && strings.HasPrefix(command, "evalsha") && strings.Contains(command, "trackreg:{main}:import")
}

// TestAChunkThatAKilledProcessHadQueuedIsCountedOnce has a process die between queueing a chunk and
// counting it, and after it was counted and before it heard of that.
func TestAChunkThatAKilledProcessHadQueuedIsCountedOnce(t *testing.T) {
	for _, moment := range []redistest.Moment{redistest.Before, redistest.After} {
		t.Run(string(moment)+" it is counted", func(t *testing.T) {
			text := sourcetest.CSV(append(sourcetest.Numbers("GOOD", 20), ",3011,no number")...)
			virtually(t, map[string]string{"a.csv": text}, func(r *rig) {
				ctx, die := context.WithCancel(r.t.Context())
				defer die()
				queued := false
				client, mortal := redistest.NewMortal(r.t, r.rdb, func(at redistest.Moment, command string) bool {
					if at != moment || !commits(&queued, command) {
						return false
					}
					die()
					return true
				})
				_, _, err := feed.Feed(ctx, r.on(client))
				require.ErrorIs(r.t, err, context.Canceled)
				require.True(r.t, mortal.Dead())
				require.Len(r.t, r.queued(), 20)
				pending := moment == redistest.Before
				require.Equal(r.t, pending, len(r.state().Pending()) > 0)

				phase, why, err := r.feed()
				require.NoError(r.t, err)
				require.Equal(r.t, ledger.Finished, phase, why)
				c := r.state().Counts
				require.EqualValues(r.t, 21, c.Read)
				require.EqualValues(r.t, 20, c.Queued)
				require.EqualValues(r.t, 1, c.Invalid)
				require.Zero(r.t, c.Duplicate, "its own tasks are no twins of its rows")
				require.Len(r.t, r.queued(), 20)
				require.Equal(r.t, pending, r.caught > 0, "what ended meanwhile is counted before rows are queued again")
			})
		})
	}
}

// TestFeedingEndsAtMaxNumbersAndLeavesTheRestToTheNextRun counts none of the rows that are not
// queued against the most.
func TestFeedingEndsAtMaxNumbersAndLeavesTheRestToTheNextRun(t *testing.T) {
	text := sourcetest.CSV("GOOD1,3011,", ",3011,no number", "GOOD2,3011,", "GOOD1,3011,", "GOOD3,3011,", "GOOD4,3011,", "GOOD5,3011,")
	virtually(t, map[string]string{"a.csv": text}, func(r *rig) {
		r.of.Import.MaxNumbers = 3
		phase, why, err := r.feed()
		require.NoError(r.t, err)
		require.Equal(r.t, ledger.Finished, phase)
		require.Equal(r.t, "max_numbers is reached: the next run goes on behind row 5 of a.csv", why)
		require.Equal(r.t, map[string]int{"GOOD1": 1, "GOOD2": 1, "GOOD3": 1}, r.queued())
		c := r.state().Counts
		require.EqualValues(r.t, 5, c.Read)
		require.EqualValues(r.t, 3, c.Queued)
		require.EqualValues(r.t, 1, c.Invalid)
		require.EqualValues(r.t, 1, c.Duplicate)
		carries, err := r.book.Carries(r.t.Context())
		require.NoError(r.t, err)
		require.EqualValues(r.t, 5, carries["a.csv"].Position.Row)
	})
}

// TestAPartThatBreaksInTheMiddleIsGivenUpAndTheNextIsRead keeps what was read of it.
func TestAPartThatBreaksInTheMiddleIsGivenUpAndTheNextIsRead(t *testing.T) {
	files := map[string]string{"a.csv": sourcetest.CSV(sourcetest.Numbers("GOOD", 50)...), "b.csv": sourcetest.CSV(sourcetest.Numbers("MORE", 5)...)}
	virtually(t, files, func(r *rig) {
		r.source.Fail("a.csv", 30, &source.Error{Part: "a.csv", Problem: "is cut short", Err: errors.New("unexpected EOF")})
		phase, why, err := r.feed()
		require.NoError(r.t, err)
		require.Equal(r.t, ledger.Failed, phase)
		require.Contains(r.t, why, "is cut short")
		require.Len(r.t, r.queued(), 35)
		state := r.state()
		require.EqualValues(r.t, 35, state.Counts.Queued)
		require.Equal(r.t, ledger.Broken, state.Parts[0].State)
		require.EqualValues(r.t, 30, state.Parts[0].Behind)
		require.Equal(r.t, ledger.Read, state.Parts[1].State)
		require.Len(r.t, state.Problems, 1)
		carries, err := r.book.Carries(r.t.Context())
		require.NoError(r.t, err)
		require.EqualValues(r.t, 30, carries["a.csv"].Position.Row, "the next run goes on there")
	})
}

// TestASourceThatIsAwayForAWhileIsReadOnWhereItStood returns the run to its queue meanwhile.
func TestASourceThatIsAwayForAWhileIsReadOnWhereItStood(t *testing.T) {
	virtually(t, map[string]string{"a.csv": sourcetest.CSV(sourcetest.Numbers("GOOD", 50)...)}, func(r *rig) {
		r.source.Fail("a.csv", 30, &source.Error{Part: "a.csv", Problem: "does not answer", Passing: true})
		_, _, err := r.feed()
		var later *trouble.Later
		require.ErrorAs(r.t, err, &later)
		require.Positive(r.t, later.Delay)
		require.Len(r.t, r.queued(), 30, "what was read is queued")
		require.Empty(r.t, r.state().Problems, "it may pass")

		r.source.Fail("", 0, nil)
		phase, why, err := r.feed()
		require.NoError(r.t, err)
		require.Equal(r.t, ledger.Finished, phase, why)
		require.Len(r.t, r.queued(), 50)
		require.EqualValues(r.t, 50, r.state().Counts.Queued)
		require.EqualValues(r.t, 30, r.source.Opened[1].Row)
	})
}

// TestACancelDuringAChunkEndsTheFeedingBehindIt has the chunk in hand queued and counted whole, so
// that what is taken back is what was counted.
func TestACancelDuringAChunkEndsTheFeedingBehindIt(t *testing.T) {
	rows := feed.ChunkMost + 500
	virtually(t, map[string]string{"a.csv": sourcetest.CSV(sourcetest.Numbers("GOOD", rows)...)}, func(r *rig) {
		var cancelled *progress.Progress
		client, _ := redistest.NewMortal(r.t, r.rdb, func(_ redistest.Moment, command string) bool {
			if strings.Contains(command, "asynq:{main-bulk}:t:") {
				cancelled.Cancel()
			}
			return false
		})
		of := r.on(client)
		cancelled = of.Progress
		phase, why, err := feed.Feed(r.t.Context(), of)
		require.NoError(r.t, err)
		require.Equal(r.t, ledger.Cancelled, phase)
		require.Equal(r.t, progress.CancelledWhy, why)
		require.EqualValues(r.t, feed.ChunkMost, r.state().Counts.Queued)
		require.Len(r.t, r.queued(), feed.ChunkMost)
		require.Empty(r.t, r.state().Pending())
	})
}

// TestACancelEndsTheWaitForRoom has a queue that nothing leaves.
func TestACancelEndsTheWaitForRoom(t *testing.T) {
	virtually(t, map[string]string{"a.csv": sourcetest.CSV(sourcetest.Numbers("GOOD", 30)...)}, func(r *rig) {
		r.of.HighWater = 10
		of := r.on(r.rdb)
		var phase ledger.Phase
		fed := make(chan error, 1)
		go func() {
			var err error
			phase, _, err = feed.Feed(r.t.Context(), of)
			fed <- err
		}()
		r.pass()
		require.Len(r.t, r.queued(), 10)
		require.Positive(r.t, r.looked, "room may be kept for tasks that are gone")
		of.Progress.Cancel()
		require.NoError(r.t, <-fed)
		require.Equal(r.t, ledger.Cancelled, phase)
		require.EqualValues(r.t, 10, r.state().Counts.Queued)
	})
}
