package ledger_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
)

// TestWhoHasLostTheLeaseChangesNothing tries every step in the hands of a process that was
// suspended while another took the import over.
func TestWhoHasLostTheLeaseChangesNothing(t *testing.T) {
	steps := map[string]func(ctx context.Context, r *ledger.Run) error{
		"begin": func(ctx context.Context, r *ledger.Run) error { return r.Begin(ctx, nil) },
		"plan":  func(ctx context.Context, r *ledger.Run) error { return r.Plan(ctx, 2, []ledger.Fate("q")) },
		"commit": func(ctx context.Context, r *ledger.Run) error {
			_, err := r.Commit(ctx, ledger.Chunk{From: 2, Fates: []ledger.Fate("q"), Carry: &ledger.ToldCarry{Name: "a.csv"}})
			return err
		},
		"count": func(ctx context.Context, r *ledger.Run) error {
			_, err := r.Count(ctx, as("registered", 0))
			return err
		},
		"count nothing": func(ctx context.Context, r *ledger.Run) error {
			_, err := r.Count(ctx, nil)
			return err
		},
		"renew": func(ctx context.Context, r *ledger.Run) error {
			_, err := r.Renew(ctx, time.Hour, ledger.Pulse{Rate: 1})
			return err
		},
		"trouble": func(ctx context.Context, r *ledger.Run) error {
			_, _, err := r.Trouble(ctx, "away")
			return err
		},
		"unknown": func(ctx context.Context, r *ledger.Run) error {
			_, _, err := r.Unknown(ctx, "unknown")
			return err
		},
		"resume": func(ctx context.Context, r *ledger.Run) error { return r.Resume(ctx) },
		"note":   func(ctx context.Context, r *ledger.Run) error { return r.Note(ctx, []ledger.Problem{{Message: "no"}}) },
		"settle": func(ctx context.Context, r *ledger.Run) error { return r.Settle(ctx, ledger.Finished, "") },
		"finish": func(ctx context.Context, r *ledger.Run) error { return r.Finish(ctx, ledger.ToldPart{}, true, nil) },
		"end":    func(ctx context.Context, r *ledger.Run) error { return r.End(ctx, ledger.Finished, "", 0) },
	}
	eachRedis(t, func(t *testing.T, rdb redis.UniversalClient) {
		book, r := begun(t, rdb)
		commit(t, r, "qq")
		lose(t, book)
		before := everything(t, rdb)
		for name, step := range steps {
			require.ErrorIs(t, step(t.Context(), r), ledger.ErrLost, name)
			require.Equal(t, before, everything(t, rdb), name)
		}
		require.NoError(t, book.Release(t.Context(), me))
		held, err := book.Take(t.Context(), me, time.Hour)
		require.NoError(t, err)
		require.False(t, held)
		require.Equal(t, before, everything(t, rdb), "the other's lease is left alone")
	})
}

// everything is all that a Redis holds.
func everything(t *testing.T, rdb redis.UniversalClient) map[string]any {
	t.Helper()
	ctx, all := t.Context(), map[string]any{}
	for _, key := range rdb.Keys(ctx, "*").Val() {
		switch rdb.Type(ctx, key).Val() {
		case "hash":
			all[key] = rdb.HGetAll(ctx, key).Val()
		case "zset":
			all[key] = rdb.ZRangeWithScores(ctx, key, 0, -1).Val()
		default:
			all[key] = rdb.Get(ctx, key).Val()
		}
	}
	return all
}

func TestALeaseThatRunsOutIsTakenByAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		book := ledger.New(redistest.Embedded(t), "main", "nightly")
		held := func(who string) bool {
			t.Helper()
			held, err := book.Take(t.Context(), who, 30*time.Second)
			require.NoError(t, err)
			return held
		}
		require.NoError(t, book.Add(t.Context(), run, ledger.Order{}))
		require.True(t, held(me))
		require.True(t, held(me), "whoever has it has it for longer")
		require.False(t, held("another"))
		time.Sleep(29 * time.Second)
		require.False(t, held("another"))
		_, err := book.Run(run, me).Renew(t.Context(), 30*time.Second, ledger.Pulse{})
		require.NoError(t, err)
		time.Sleep(29 * time.Second)
		require.False(t, held("another"), "it was renewed")
		time.Sleep(2 * time.Second)
		_, err = book.Run(run, me).Renew(t.Context(), 30*time.Second, ledger.Pulse{})
		require.ErrorIs(t, err, ledger.ErrLost, "it is over, whether another has it yet or not")
		require.True(t, held("another"))
		require.NoError(t, book.Release(t.Context(), "another"))
		require.True(t, held(me), "nobody waits for what was given up")
	})
}

// TestALeaseByAClockThatWasAheadEnds has Redis fail over to a node whose clock is a day behind.
func TestALeaseByAClockThatWasAheadEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rdb := redistest.Embedded(t)
		book := ledger.New(rdb, "main", "nightly")
		held, err := book.Take(t.Context(), "dead", 24*time.Hour)
		require.NoError(t, err)
		require.True(t, held)
		held, err = book.Take(t.Context(), me, 30*time.Second)
		require.NoError(t, err)
		require.False(t, held)
		time.Sleep(31 * time.Second)
		held, err = book.Take(t.Context(), me, 30*time.Second)
		require.NoError(t, err)
		require.True(t, held)
	})
}
