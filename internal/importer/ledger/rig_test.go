package ledger_test

import (
	"slices"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/source"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
)

const (
	me  = "me"
	run = "nightly@2026-11-24T02:00"
)

// eachRedis carries out the test on a real Redis and on the embedded server.
func eachRedis(t *testing.T, test func(t *testing.T, rdb redis.UniversalClient)) {
	t.Helper()
	t.Run("real", func(t *testing.T) { test(t, redistest.RequireReal(t).Client()) })
	t.Run("embedded", func(t *testing.T) { test(t, redistest.Embedded(t)) })
}

// begun returns the ledger of an import with a run that has begun, in the hands of me.
func begun(t *testing.T, rdb redis.UniversalClient) (*ledger.Ledger, *ledger.Run) {
	t.Helper()
	book := ledger.New(rdb, "main", "nightly")
	require.NoError(t, book.Add(t.Context(), run, ledger.Order{Due: "2026-11-24T02:00"}))
	take(t, book, me)
	r := book.Run(run, me)
	require.NoError(t, r.Begin(t.Context(), []ledger.Part{{Part: source.Part{Name: "a.csv"}}, {Part: source.Part{Name: "b.csv"}}}))
	return book, r
}

func take(t *testing.T, book *ledger.Ledger, who string) {
	t.Helper()
	held, err := book.Take(t.Context(), who, time.Minute)
	require.NoError(t, err)
	require.True(t, held)
}

// lose has the lease of me run out and somebody else take it.
func lose(t *testing.T, book *ledger.Ledger) {
	t.Helper()
	require.NoError(t, book.Release(t.Context(), me))
	take(t, book, "another")
}

func stateOf(t *testing.T, book *ledger.Ledger) ledger.State {
	t.Helper()
	state, err := book.State(t.Context(), run)
	require.NoError(t, err)
	return state
}

// commit counts rows of these fates behind those that were counted.
func commit(t *testing.T, r *ledger.Run, fates string) {
	t.Helper()
	from := stateOf(t, r.Ledger).Cursor.Ordinal
	require.NoError(t, r.Plan(t.Context(), from, []ledger.Fate(fates)))
	_, err := r.Commit(t.Context(), ledger.Chunk{From: from, Fates: []ledger.Fate(fates)})
	require.NoError(t, err)
}

// as are rows that ended alike.
func as(outcome string, ordinals ...int64) []ledger.Ended {
	all := make([]ledger.Ended, len(ordinals))
	for i, ordinal := range ordinals {
		all[i] = ledger.Ended{Ordinal: ordinal, As: outcome}
	}
	return all
}

func count(t *testing.T, r *ledger.Run, ended ...[]ledger.Ended) ledger.Tally {
	t.Helper()
	tally, err := r.Count(t.Context(), slices.Concat(ended...))
	require.NoError(t, err)
	return tally
}
