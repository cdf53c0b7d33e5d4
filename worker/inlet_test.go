package worker_test

import (
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/track17/sandbox"
	"github.com/trackreg/trackreg/worker/internal/workrig"
)

func TestWhatComesInByTheInletIsRegistered(t *testing.T) {
	r := workrig.New(t, redistest.Embedded(t), sandbox.Options{})
	o := r.Options(r.Account("main"), r.Account("eu"))
	o.Inlet = true
	r.Work(o)
	for _, account := range []string{"main", "eu"} {
		err := r.Redis.XAdd(t.Context(), &redis.XAddArgs{Stream: "trackreg:{" + account + "}:in", Values: []any{"number", "RR123456785CN", "_ref", "7"}}).Err()
		require.NoError(t, err)
		require.Eventually(t, func() bool {
			got, err := r.ReadOutcomes(account)
			return err == nil && len(got) == 1
		}, workrig.Patience, workrig.PollEvery)
		for _, outcome := range r.Outcomes(account) {
			require.Equal(t, "registered", outcome[0]["outcome"])
			require.Equal(t, "7", outcome[0]["ref"])
		}
	}
}

func TestAWorkerWithoutAnInletLeavesItAlone(t *testing.T) {
	r := workrig.New(t, redistest.Embedded(t), sandbox.Options{})
	require.NoError(t, r.Redis.XAdd(t.Context(), &redis.XAddArgs{Stream: "trackreg:{main}:in", Values: []any{"number", "RR123456785CN"}}).Err())
	id := r.Enqueue("main", `{"number":"RR987654321CN"}`)
	stop := r.Work(r.Options(r.Account("main")))
	r.Await("main", id...)
	stop()
	groups, err := r.Redis.XInfoGroups(t.Context(), "trackreg:{main}:in").Result()
	require.NoError(t, err)
	require.Empty(t, groups)
}
