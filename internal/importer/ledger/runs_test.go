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
			endRead(t, book.Run(id(i), me), "q", 0)
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

// endRead ends a run that has read rows of these fates, the first of which is kept as failed if it is
// invalid.
func endRead(t *testing.T, r *ledger.Run, fates string, rowsKept time.Duration) {
	t.Helper()
	chunk := ledger.Chunk{Fates: []ledger.Fate(fates)}
	if strings.HasPrefix(fates, "i") {
		chunk.Failed = []ledger.FailedRow{{Line: 2, Outcome: "invalid", Message: "it is no number"}}
	}
	require.NoError(t, r.Begin(t.Context(), nil))
	require.NoError(t, r.Plan(t.Context(), 0, chunk.Fates))
	_, err := r.Commit(t.Context(), chunk)
	require.NoError(t, err)
	require.NoError(t, r.End(t.Context(), ledger.Finished, "", rowsKept))
}

// TestRunsThatReadNothingPushNoneOut that read something, nor that could not.
func TestRunsThatReadNothingPushNoneOut(t *testing.T) {
	eachRedis(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		book := ledger.New(rdb, "main", "nightly")
		take(t, book, me)
		add := func(id string) *ledger.Run {
			require.NoError(t, book.Add(ctx, id, ledger.Order{}))
			return book.Run(id, me)
		}
		endRead(t, add("read"), "q", 0)
		require.NoError(t, add("away").End(ctx, ledger.Failed, "the host is away", 0))
		for i := range 3 * ledger.RunsKept {
			require.NoError(t, add(fmt.Sprintf("none@%03d", i)).End(ctx, ledger.Finished, "", 0))
		}
		for i := range ledger.RunsKept + 5 {
			require.NoError(t, add(fmt.Sprintf("away@%03d", i)).End(ctx, ledger.Failed, "the host is away", 0))
		}
		add("last")
		runs, err := book.Runs(ctx)
		require.NoError(t, err)
		require.Equal(t, "read", runs[len(runs)-1].ID)
		require.Len(t, runs, 1+ledger.QuietKept+ledger.RunsKept+1)
		require.Equal(t, fmt.Sprintf("none@%03d", 3*ledger.RunsKept-1), runs[1+ledger.RunsKept].ID)
	})
}

// TestARunIsKeptForAsLongAsItsFailedRows, however many read something after it.
func TestARunIsKeptForAsLongAsItsFailedRows(t *testing.T) {
	eachRedis(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		book := ledger.New(rdb, "main", "nightly")
		take(t, book, me)
		add := func(id, fates string, rowsKept time.Duration) {
			require.NoError(t, book.Add(ctx, id, ledger.Order{}))
			endRead(t, book.Run(id, me), fates, rowsKept)
		}
		add("year", "iq", 365*24*time.Hour)
		add("ever", "iq", 0)
		for i := range ledger.RunsKept + 5 {
			add(fmt.Sprintf("fine@%03d", i), "q", 0)
		}
		require.NoError(t, book.Add(ctx, "last", ledger.Order{}))

		runs, err := book.Runs(ctx)
		require.NoError(t, err)
		require.Len(t, runs, ledger.RunsKept)
		runs, err = book.AllRuns(ctx)
		require.NoError(t, err)
		require.Len(t, runs, ledger.RunsKept+2)
		require.Equal(t, []string{"ever", "year"}, []string{runs[ledger.RunsKept].ID, runs[ledger.RunsKept+1].ID})
		for _, run := range []string{"ever", "year"} {
			for row, err := range book.Failed(ctx, run) {
				require.NoError(t, err)
				require.Equal(t, "it is no number", row.Message)
			}
		}
		for _, key := range rdb.Keys(ctx, "*:year").Val() {
			require.InDelta(t, 365*24*time.Hour, rdb.TTL(ctx, key).Val(), float64(time.Hour), key)
		}
		for _, key := range rdb.Keys(ctx, "*:ever").Val() {
			require.Negative(t, rdb.TTL(ctx, key).Val(), key)
		}
		erased, err := book.Erase(ctx, func(ledger.FailedRow) bool { return true }, false)
		require.NoError(t, err)
		require.Equal(t, 2, erased, "in older runs as well")

		require.NoError(t, rdb.Del(ctx, rdb.Keys(ctx, "*:failed:*").Val()...).Err(), "their time is over")
		require.NoError(t, book.Add(ctx, "more", ledger.Order{}))
		runs, err = book.AllRuns(ctx)
		require.NoError(t, err)
		require.Contains(t, runs[len(runs)-1].ID, "fine@")
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
