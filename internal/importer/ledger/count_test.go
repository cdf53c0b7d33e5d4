package ledger_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/importer/ledger"
)

func TestAnOutcomeIsCountedOnceWhateverElseTheRowIsSaidToHaveEndedAs(t *testing.T) {
	eachRedis(t, func(t *testing.T, rdb redis.UniversalClient) {
		book, r := begun(t, rdb)
		commit(t, r, "qqqqqqqqi")
		first := count(t, r, as("registered", 0), as("rejected", 1), as("registered", 1, 0))
		require.Equal(t, ledger.Tally{Counted: 2, Done: 2, Rejected: 1, Recent: 2}, first)
		again := count(t, r, as("cancelled", 0), as("removed", 1), as("registered", 8))
		require.Equal(t, ledger.Tally{Done: 2, Rejected: 1, Recent: 2}, again)
		require.Equal(t, ledger.Tally{Done: 2, Rejected: 1, Recent: 2}, count(t, r), "none tells what there is")

		all := count(t, r, as("already_registered", 2), as("exhausted", 3), as("expired", 4), as("removed", 5), as("cancelled", 7, 6))
		require.Equal(t, ledger.Tally{Counted: 6, Done: 8, Rejected: 1, Recent: 5}, all, "what never was sent says nothing of how it goes")
		state := stateOf(t, book)
		require.Equal(t, ledger.Counts{
			Read: 9, Invalid: 1, Queued: 8, Registered: 1, AlreadyRegistered: 1, Rejected: 1, Exhausted: 1, Expired: 1, Cancelled: 2, Removed: 1,
		}, state.Counts)
		require.True(t, state.Counts.AddUp())
		require.EqualValues(t, 6, state.FirstCancelled())
	})
}

// TestNobodyMakesTheBitmapGrow counts rows that the run has not come to.
func TestNobodyMakesTheBitmapGrow(t *testing.T) {
	eachRedis(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		book, r := begun(t, rdb)
		commit(t, r, "qq")
		require.NoError(t, r.Plan(ctx, 2, []ledger.Fate("qk")))
		tally := count(t, r, as("registered", 3, 4, 5_000_000_000, 9_000_000_000_000_000_000))
		require.EqualValues(t, 1, tally.Counted, "the last of the planned rows is the last there is")
		bits, err := book.Accounted(ctx, run, 0, 1000)
		require.NoError(t, err)
		for ordinal := range int64(1000) {
			require.Equal(t, ordinal == 3, bits.Has(ordinal), ordinal)
		}
	})
}

// TestARowIsEndedByTheTaskAloneAsWhichItWasQueued has tasks of others claim to be a run's rows.
func TestARowIsEndedByTheTaskAloneAsWhichItWasQueued(t *testing.T) {
	eachRedis(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		book, r := begun(t, rdb)
		task := func(n byte) ledger.Task { return ledger.Task{n, 0, 1, 2, 3, 4, 5, 255} }
		by := func(n byte, ordinal int64, outcome string) []ledger.Ended {
			its := task(n)
			failed := &ledger.FailedRow{Number: fmt.Sprint("of task ", n), Outcome: outcome, Class: "terminal"}
			return []ledger.Ended{{Ordinal: ordinal, As: outcome, Task: &its, Failed: failed}}
		}
		fates := []ledger.Fate("qiqdq")
		require.NoError(t, r.Plan(ctx, 0, fates, task(0), task(2), task(4)))
		require.NoError(t, r.Plan(ctx, 0, fates, task(0), task(2), task(4)), "to repeat it is safe")
		forged := count(t, r, by(9, 0, "rejected"), by(9, 1, "rejected"), by(9, 3, "rejected"), by(9, 7, "rejected"), by(2, 4, "rejected"))
		require.Equal(t, ledger.Tally{Disbelieved: 4}, forged, "and one that the run has not come to")
		_, err := r.Commit(ctx, ledger.Chunk{Fates: fates})
		require.NoError(t, err)
		require.Equal(t, ledger.Tally{Counted: 2, Done: 2, Rejected: 1, Recent: 2, Disbelieved: 1},
			count(t, r, by(9, 2, "rejected"), by(2, 2, "rejected"), by(0, 0, "registered"), by(9, 3, "rejected")))
		require.Equal(t, ledger.Tally{Counted: 1, Done: 3, Rejected: 1, Recent: 2}, count(t, r, as("removed", 4)), "the run itself says so")
		require.Empty(t, rdb.HGetAll(ctx, "trackreg:{main}:import:nightly:tasks:"+run).Val(), "nothing is left of what is accounted for")

		var kept []string
		for row, err := range book.Failed(ctx, run) {
			require.NoError(t, err)
			kept = append(kept, row.Number)
		}
		require.Equal(t, []string{"of task 0", "of task 2"}, kept)
	})
}

// TestAChunkOfWhichNothingIsQueuedBelievesNobody: that there are no tasks is told as well.
func TestAChunkOfWhichNothingIsQueuedBelievesNobody(t *testing.T) {
	eachRedis(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		_, r := begun(t, rdb)
		require.NoError(t, r.Plan(ctx, 0, []ledger.Fate("kk"), []ledger.Task{}...))
		forged := ledger.Task{9}
		require.EqualValues(t, 1, count(t, r, []ledger.Ended{{Ordinal: 0, As: "rejected", Task: &forged}}).Disbelieved)
		_, err := r.Commit(ctx, ledger.Chunk{Fates: []ledger.Fate("kk")})
		require.NoError(t, err)
		require.Equal(t, ledger.Counts{Read: 2, Known: 2}, stateOf(t, r.Ledger).Counts)
	})
}

// TestRowsThatAnotherVersionFedAreBelieved has a version that tells no tasks feed a run's middle.
func TestRowsThatAnotherVersionFedAreBelieved(t *testing.T) {
	eachRedis(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		_, r := begun(t, rdb)
		task := ledger.Task{1}
		foreign := ledger.Task{9}
		feed := func(from int64, tasks ...ledger.Task) {
			require.NoError(t, r.Plan(ctx, from, []ledger.Fate("q"), tasks...))
			_, err := r.Commit(ctx, ledger.Chunk{From: from, Fates: []ledger.Fate("q")})
			require.NoError(t, err)
		}
		feed(0, task)
		feed(1)
		ends := func(ordinal int64) ledger.Tally {
			return count(t, r, []ledger.Ended{{Ordinal: ordinal, As: "registered", Task: &foreign}})
		}
		require.EqualValues(t, 1, ends(0).Disbelieved)
		require.EqualValues(t, 1, ends(1).Counted)
		feed(2)
		feed(3, task)
		require.EqualValues(t, 1, ends(2).Counted)
		require.EqualValues(t, 1, ends(3).Disbelieved)
	})
}

func TestTheBitmapIsReadInPieces(t *testing.T) {
	eachRedis(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		book, r := begun(t, rdb)
		commit(t, r, strings.Repeat("q", 100))
		set := []int64{0, 7, 8, 31, 32, 63, 99}
		count(t, r, as("registered", set...))
		for _, span := range [][2]int64{{0, 100}, {5, 9}, {8, 33}, {31, 32}, {32, 32}, {64, 99}, {99, 100}, {200, 300}} {
			bits, err := book.Accounted(ctx, run, span[0], span[1])
			require.NoError(t, err)
			for ordinal := span[0]; ordinal < span[1]; ordinal++ {
				want := false
				for _, one := range set {
					want = want || one == ordinal
				}
				require.Equal(t, want, bits.Has(ordinal), "%d in %v", ordinal, span)
			}
		}
	})
}

// TestTheShareThatWasRejectedIsOfTheLatestThousand has a run go well for long, and then not.
func TestTheShareThatWasRejectedIsOfTheLatestThousand(t *testing.T) {
	eachRedis(t, func(t *testing.T, rdb redis.UniversalClient) {
		_, r := begun(t, rdb)
		const rows = 3000
		commit(t, r, strings.Repeat("q", rows))
		var tally ledger.Tally
		for from := int64(0); from < rows; from += 300 {
			ended := make([]ledger.Ended, 300)
			for i := range ended {
				ended[i] = ledger.Ended{Ordinal: from + int64(i), As: "registered"}
				if from >= 1500 && i%3 == 0 {
					ended[i].As = "rejected"
				}
			}
			tally = count(t, r, ended)
			if from < 900 {
				require.Zero(t, tally.RejectedShare(), "too few to say")
			}
		}
		require.InDelta(t, 1.0/3, tally.RejectedShare(), 0.01)
		require.EqualValues(t, ledger.Recent, tally.Recent)
		require.EqualValues(t, rows, tally.Done)
	})
}

func TestFailedRowsAreKeptInTheirOrder(t *testing.T) {
	eachRedis(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		book, r := begun(t, rdb)
		const rows, step = 9000, 30 // in three buckets
		commit(t, r, strings.Repeat("q", rows))
		for i := int64(rows - step); i >= 0; i -= step {
			row := &ledger.FailedRow{Part: "a.csv", Line: int(i) + 2, Cells: []string{fmt.Sprint(i), "é\"\n"}, Outcome: "rejected", Class: "terminal", Message: "no"}
			count(t, r, []ledger.Ended{{Ordinal: i, As: "rejected", Failed: row}})
		}
		next := int64(0)
		for row, err := range book.Failed(ctx, run) {
			require.NoError(t, err)
			require.Equal(t, ledger.FailedRow{
				Ordinal: next, Part: "a.csv", Line: int(next) + 2, Cells: []string{fmt.Sprint(next), "é\"\n"},
				Outcome: "rejected", Class: "terminal", Message: "no",
			}, row)
			next += step
		}
		require.EqualValues(t, rows, next)
	})
}

func TestNoMoreFailedRowsAreKeptThanOfARunAtMost(t *testing.T) {
	eachRedis(t, func(t *testing.T, rdb redis.UniversalClient) {
		book, r := begun(t, rdb)
		const each, chunks = 4000, ledger.RowsKept/4000 + 2
		fates := []ledger.Fate(strings.Repeat("i", each))
		for chunk := range int64(chunks) {
			failed := make([]ledger.FailedRow, each)
			for i := range failed {
				failed[i] = ledger.FailedRow{Ordinal: chunk*each + int64(i), Cells: []string{"a"}, Outcome: "invalid", Message: "has no number"}
			}
			_, err := r.Commit(t.Context(), ledger.Chunk{From: chunk * each, Fates: fates, Failed: failed})
			require.NoError(t, err)
		}
		kept := int64(0)
		for row, err := range book.Failed(t.Context(), run) {
			require.NoError(t, err)
			require.Equal(t, kept, row.Ordinal)
			kept++
		}
		require.LessOrEqual(t, kept, int64(ledger.RowsKept))
		require.Greater(t, kept, int64(ledger.RowsKept-4096))
		require.EqualValues(t, chunks*each, stateOf(t, book).Counts.Invalid)
	})
}

func TestAFailedRowWhoseOutcomeComesTwiceIsKeptOnce(t *testing.T) {
	eachRedis(t, func(t *testing.T, rdb redis.UniversalClient) {
		book, r := begun(t, rdb)
		commit(t, r, "qqq")
		ended := func(ordinal int64, message string) ledger.Ended {
			return ledger.Ended{Ordinal: ordinal, As: "rejected", Failed: &ledger.FailedRow{Number: "RR1", Message: message}}
		}
		count(t, r, []ledger.Ended{ended(1, "the first time")})
		count(t, r, []ledger.Ended{ended(1, "again"), ended(2, "no")})
		count(t, r, []ledger.Ended{ended(1, "again"), ended(2, "again")})
		var got []string
		for row, err := range book.Failed(t.Context(), run) {
			require.NoError(t, err)
			got = append(got, fmt.Sprint(row.Ordinal, " ", row.Message))
		}
		require.Equal(t, []string{"1 the first time", "2 no"}, got)
	})
}
