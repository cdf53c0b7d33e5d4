package ledger_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/importer/ledger"
)

func TestOldRunsAreDroppedWhenTheyHaveEnded(t *testing.T) {
	eachRedis(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		book, r := begun(t, rdb)
		commit(t, r, "qi")
		id := func(i int) string { return fmt.Sprintf("nightly@%03d", i) }
		for i := range ledger.RunsKept + 5 {
			require.NoError(t, book.Add(ctx, id(i), ledger.Order{}))
			require.NoError(t, book.Run(id(i), me).End(ctx, ledger.Superseded, "", 0))
		}
		runs, err := book.Runs(ctx)
		require.NoError(t, err)
		require.Len(t, runs, ledger.RunsKept+1)
		require.Equal(t, id(ledger.RunsKept+4), runs[0].ID, "the newest is first")
		require.Equal(t, run, runs[ledger.RunsKept].ID, "one that has not ended stays, however old")
		_, err = book.State(ctx, id(0))
		require.ErrorIs(t, err, ledger.ErrNoRun)

		before := stateOf(t, book)
		require.NoError(t, book.Add(ctx, run, ledger.Order{Force: true}), "it is there")
		require.Equal(t, before, stateOf(t, book))
	})
}

func TestARunEndsOnceAndIsKeptForAWhile(t *testing.T) {
	eachRedis(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		book, r := begun(t, rdb)
		commit(t, r, "qi")
		_, _, err := r.Trouble(ctx, "waits: away")
		require.NoError(t, err)
		require.Equal(t, "waits: away", stateOf(t, book).Why)
		require.NoError(t, r.Settle(ctx, ledger.Stopped, "too much was rejected"))
		require.Equal(t, "too much was rejected", stateOf(t, book).Why)
		_, _, err = r.Unknown(ctx, "waits: unknown")
		require.NoError(t, err)
		ending, why := stateOf(t, book).Ending()
		require.Equal(t, ledger.Stopped, ending)
		require.Equal(t, "too much was rejected", why, "what it waits for is no reason of its end")
		count(t, r, as("rejected", 0))
		require.NoError(t, r.End(ctx, ending, why, 2*time.Hour))
		require.NoError(t, r.End(ctx, ledger.Finished, "again", 0))
		require.NoError(t, r.Settle(ctx, ledger.Finished, "again"))

		state := stateOf(t, book)
		require.Equal(t, ledger.Stopped, state.Phase)
		require.Equal(t, "too much was rejected", state.Why)
		require.False(t, state.Ended.IsZero())
		asked, err := book.Cancel(ctx, run)
		require.NoError(t, err)
		require.False(t, asked, "there is nothing to cancel")
		current, err := book.Current(ctx)
		require.NoError(t, err)
		require.Empty(t, current)
		for _, key := range rdb.Keys(ctx, "*"+run+"*").Val() {
			kept := 90 * 24 * time.Hour
			if strings.Contains(key, ":failed:") {
				kept = 2 * time.Hour // what may name a person
			}
			require.InDelta(t, kept, rdb.TTL(ctx, key).Val(), float64(time.Hour), key)
		}
	})
}

func TestCancellingIsAskedForAndHeardOf(t *testing.T) {
	eachRedis(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		book, r := begun(t, rdb)
		cancel, err := r.Renew(ctx, time.Minute, ledger.Pulse{Rate: 118.5, Share: 0.25})
		require.NoError(t, err)
		require.False(t, cancel)
		asked, err := book.Cancel(ctx, run)
		require.NoError(t, err)
		require.True(t, asked)
		cancel, err = r.Renew(ctx, time.Minute, ledger.Pulse{Rate: 118.5, Share: 0.25})
		require.NoError(t, err)
		require.True(t, cancel)
		state := stateOf(t, book)
		require.True(t, state.Cancel)
		require.InDelta(t, 118.5, state.Rate, 0.001)
		require.InDelta(t, 0.25, state.Share, 0.001)
		asked, err = book.Cancel(ctx, "nightly@never")
		require.NoError(t, err)
		require.False(t, asked)
	})
}

// TestTroublesAreCountedUntilARowIsRead, and those of workers without the import until one has it.
func TestTroublesAreCountedUntilARowIsRead(t *testing.T) {
	eachRedis(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		_, r := begun(t, rdb)
		trouble := func() int {
			t.Helper()
			inRow, since, err := r.Trouble(ctx, "waits: away")
			require.NoError(t, err)
			require.GreaterOrEqual(t, since, time.Duration(0))
			return inRow
		}
		unknown := func() int {
			t.Helper()
			inRow, _, err := r.Unknown(ctx, "waits: unknown")
			require.NoError(t, err)
			return inRow
		}
		require.Equal(t, []int{1, 2, 1, 2, 3}, []int{trouble(), trouble(), unknown(), unknown(), trouble()})
		require.NoError(t, r.Resume(ctx))
		require.Equal(t, []int{4, 1}, []int{trouble(), unknown()})
		commit(t, r, "q")
		require.Equal(t, []int{1, 2}, []int{trouble(), unknown()})
		_, err := r.Commit(ctx, ledger.Chunk{From: 1})
		require.NoError(t, err)
		require.Equal(t, 2, trouble(), "no row was read")
		require.NoError(t, r.Settle(ctx, ledger.Finished, ""))
		require.Equal(t, 1, trouble(), "what is to be done at the end has its own day")
	})
}
