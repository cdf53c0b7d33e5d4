package importer_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/sourcetest"
	"github.com/trackreg/trackreg/internal/keyspace"
)

// TestARunGoesOnWhereAFailoverHasPutItBack has the shard of an account's keys lose its latest writes,
// and the shard of the tasks none.
func TestARunGoesOnWhereAFailoverHasPutItBack(t *testing.T) {
	virtually(t, func(r *rig) {
		r.source.Put("a.csv", "1", sourcetest.CSV(sourcetest.Numbers("GOOD", 400)...))
		r.o.HighWater = 16
		v := r.sell()
		stop := r.work()
		id := r.start()
		r.until(id, func(s ledger.State) bool { return s.Counts.Read >= 80 }, "some rows to be read")
		before := r.copied()
		was := r.until(id, func(s ledger.State) bool { return s.Counts.Read >= 200 }, "more to be read")
		require.False(r.t, was.Phase.Ended())
		stop()
		r.restore(before)
		r.work()
		state := r.ended(id)
		require.Equal(r.t, ledger.Finished, state.Phase)
		require.EqualValues(r.t, 400, state.Counts.Read)
		require.LessOrEqual(r.t, state.Counts.Removed, int64(80), "what has ended meanwhile is not heard of")
		require.Len(r.t, v.handled, 400)
		require.Equal(r.t, []string{"a.csv"}, r.source.Done())
	})
}

// copied are the account's hashes and strings, and its outcomes.
func (r *rig) copied() map[string]any {
	r.t.Helper()
	ctx, all := context.Background(), map[string]any{}
	for _, key := range r.rdb.Keys(ctx, "trackreg:{main}:*").Val() {
		switch r.rdb.Type(ctx, key).Val() {
		case "hash":
			all[key] = r.rdb.HGetAll(ctx, key).Val()
		case "string":
			all[key] = r.rdb.Get(ctx, key).Val()
		case "stream":
			all[key] = r.rdb.XLen(ctx, key).Val()
		}
	}
	return all
}

// restore has the account's keys be what they were.
func (r *rig) restore(before map[string]any) {
	r.t.Helper()
	ctx := context.Background()
	for _, key := range r.rdb.Keys(ctx, "trackreg:{main}:*").Val() {
		switch was := before[key].(type) {
		case map[string]string:
			require.NoError(r.t, r.rdb.Del(ctx, key).Err())
			require.NoError(r.t, r.rdb.HSet(ctx, key, was).Err())
		case string:
			require.NoError(r.t, r.rdb.Set(ctx, key, was, 0).Err())
		case int64:
			entries := r.rdb.XRange(ctx, key, "-", "+").Val()
			for _, e := range entries[was:] {
				require.NoError(r.t, r.rdb.XDel(ctx, key, e.ID).Err())
			}
			if strings.HasSuffix(key, ":out") && was > 0 {
				group := keyspace.ImportGroup(r.of.Name)
				require.NoError(r.t, r.rdb.XGroupDestroy(ctx, key, group).Err())
				require.NoError(r.t, r.rdb.XGroupCreate(ctx, key, group, entries[was-1].ID).Err())
			}
		}
	}
}
