package worker_test

import (
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/track17/sandbox"
)

func TestWhatComesInByTheInletIsRegistered(t *testing.T) {
	r := newRig(t, sandbox.Options{})
	o := r.options(r.account("main"), r.account("eu"))
	o.Inlet = true
	r.work(o)
	for _, account := range []string{"main", "eu"} {
		err := r.rdb.XAdd(t.Context(), &redis.XAddArgs{Stream: "trackreg:{" + account + "}:in", Values: []any{"number", "RR123456785CN", "_ref", "7"}}).Err()
		require.NoError(t, err)
		require.Eventually(t, func() bool {
			got, err := r.readOutcomes(account)
			return err == nil && len(got) == 1
		}, patience, pollEvery)
		for _, outcome := range r.outcomes(account) {
			require.Equal(t, "registered", outcome[0]["outcome"])
			require.Equal(t, "7", outcome[0]["ref"])
		}
	}
}

func TestAWorkerWithoutAnInletLeavesItAlone(t *testing.T) {
	r := newRig(t, sandbox.Options{})
	require.NoError(t, r.rdb.XAdd(t.Context(), &redis.XAddArgs{Stream: "trackreg:{main}:in", Values: []any{"number", "RR123456785CN"}}).Err())
	id := r.enqueue("main", `{"number":"RR987654321CN"}`)
	stop := r.work(r.options(r.account("main")))
	r.await("main", id...)
	stop()
	groups, err := r.rdb.XInfoGroups(t.Context(), "trackreg:{main}:in").Result()
	require.NoError(t, err)
	require.Empty(t, groups)
}
