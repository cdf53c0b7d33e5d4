package ledger_test

import (
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/source"
)

func TestAChunkIsCountedOnceHoweverOftenItIsTold(t *testing.T) {
	eachRedis(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		book, r := begun(t, rdb)
		chunk := ledger.Chunk{
			Fates: []ledger.Fate("iodkfqqq"), Position: source.Position{Row: 8, Key: "8"},
			Failed: []ledger.FailedRow{{Ordinal: 0, Part: "a.csv", Outcome: "invalid"}},
		}
		for range 2 {
			require.NoError(t, r.Plan(ctx, 0, chunk.Fates))
		}
		require.Equal(t, chunk.Fates, stateOf(t, book).Pending())
		for range 3 {
			queued, err := r.Commit(ctx, chunk)
			require.NoError(t, err)
			require.EqualValues(t, 3, queued)
		}
		state := stateOf(t, book)
		require.Equal(t, ledger.Counts{Read: 8, Invalid: 1, Older: 1, Duplicate: 1, Known: 1, FailedBefore: 1, Queued: 3}, state.Counts)
		require.Equal(t, ledger.Cursor{Position: chunk.Position, Ordinal: 8}, state.Cursor)
		require.Empty(t, state.Pending())

		// What else is told at the cursor or elsewhere is another's.
		require.ErrorIs(t, r.Plan(ctx, 0, chunk.Fates), ledger.ErrMoved)
		_, err := r.Commit(ctx, ledger.Chunk{From: 5, Fates: []ledger.Fate("q")})
		require.ErrorIs(t, err, ledger.ErrMoved)
		require.NoError(t, r.Plan(ctx, 8, []ledger.Fate("q")))
		require.ErrorIs(t, r.Plan(ctx, 8, []ledger.Fate("k")), ledger.ErrMoved, "another plan is there")
		require.Equal(t, state.Counts, stateOf(t, book).Counts)
	})
}

// TestAPlanStaysUntilItsRowsAreCounted: what is told of a part between the two is no row.
func TestAPlanStaysUntilItsRowsAreCounted(t *testing.T) {
	eachRedis(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		book, r := begun(t, rdb)
		require.NoError(t, r.Plan(ctx, 0, []ledger.Fate("qk")))
		told := &ledger.ToldPart{Index: 1, Part: ledger.Part{Part: source.Part{Name: "b.csv"}, State: ledger.Reading}}
		_, err := r.Commit(ctx, ledger.Chunk{Part: 1, Told: told})
		require.NoError(t, err)
		state := stateOf(t, book)
		require.Equal(t, []ledger.Fate("qk"), state.Pending())
		require.Equal(t, ledger.Reading, state.Parts[1].State)
		require.Equal(t, 1, state.Cursor.Part)
		require.Zero(t, state.Counts.Read)
	})
}

// TestARowWhoseOutcomeIsThereWasQueued: a worker had queued it before it was killed, and to who goes
// on it looks like a known or a failed one.
func TestARowWhoseOutcomeIsThereWasQueued(t *testing.T) {
	eachRedis(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		book, r := begun(t, rdb)
		require.NoError(t, r.Plan(ctx, 0, []ledger.Fate("qqq")))
		require.EqualValues(t, 2, count(t, r, as("registered", 0), as("rejected", 2)).Counted)
		_, err := r.Commit(ctx, ledger.Chunk{Fates: []ledger.Fate("kdd")})
		require.NoError(t, err)
		counts := stateOf(t, book).Counts
		require.Equal(t, ledger.Counts{Read: 3, Duplicate: 1, Queued: 2, Registered: 1, Rejected: 1}, counts)
		require.True(t, counts.AddUp())
		require.Zero(t, count(t, r, as("registered", 1)).Counted, "nor is one counted later that was not queued")
	})
}

func TestBeginChangesNothingOfARunThatHasBegun(t *testing.T) {
	eachRedis(t, func(t *testing.T, rdb redis.UniversalClient) {
		book, r := begun(t, rdb)
		commit(t, r, "qq")
		require.NoError(t, r.Begin(t.Context(), []ledger.Part{{Part: source.Part{Name: "c.csv"}}}))
		state := stateOf(t, book)
		require.Len(t, state.Parts, 2)
		require.Equal(t, "a.csv", state.Parts[0].Name)
		require.EqualValues(t, 2, state.Cursor.Ordinal)
		current, err := book.Current(t.Context())
		require.NoError(t, err)
		require.Equal(t, run, current)
	})
}

func TestWhereTheNextRunGoesOnIsKeptByTheNameOfThePart(t *testing.T) {
	eachRedis(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		book, r := begun(t, rdb)
		carry := ledger.Carry{Version: "1", Position: source.Position{Row: 7}}
		_, err := r.Commit(ctx, ledger.Chunk{Carry: &ledger.ToldCarry{Name: "a.csv", Carry: carry}})
		require.NoError(t, err)
		carries, err := book.Carries(ctx)
		require.NoError(t, err)
		require.Equal(t, map[string]ledger.Carry{"a.csv": carry}, carries)

		done := ledger.ToldPart{Part: ledger.Part{Part: source.Part{Name: "a.csv", Version: "1"}, State: ledger.Done}}
		for range 2 {
			require.NoError(t, r.Finish(ctx, done, true, nil))
		}
		carries, err = book.Carries(ctx)
		require.NoError(t, err)
		require.Empty(t, carries, "it is finished")
		remembered, err := book.Remembered(ctx)
		require.NoError(t, err)
		require.Equal(t, map[string]string{"a.csv": "1"}, remembered)

		require.NoError(t, r.Finish(ctx, done, false, &carry))
		remembered, err = book.Remembered(ctx)
		require.NoError(t, err)
		require.Empty(t, remembered, "it is to be read on")
		require.NoError(t, book.Forget(ctx, []string{"a.csv"}))
		carries, err = book.Carries(ctx)
		require.NoError(t, err)
		require.Empty(t, carries)
	})
}
