package standing_test

import (
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/queue"
)

func TestReadSaysWhoIsBehind(t *testing.T) {
	rdb := redistest.Start(t).Client()
	ctx := t.Context()
	require.NoError(t, queue.NewOutcomes(rdb, "main", keyspace.WebhookGroup, queue.FollowOptions{}).Begin(ctx))
	require.NoError(t, outlet.NewRecorder(rdb).Record(ctx, []queue.Outcome{
		{Task: "a", Account: "main", Op: queue.Register, Number: "A", Outcome: queue.Registered},
	}))
	keys := keyspace.Account("main")
	require.NoError(t, rdb.XGroupCreateMkStream(ctx, keys.In(), keyspace.InletGroup, "0").Err())
	for _, stream := range []string{keys.In(), keys.In(), keys.Refused()} {
		require.NoError(t, rdb.XAdd(ctx, &redis.XAddArgs{Stream: stream, Values: []any{"number", "A"}}).Err())
	}

	all, err := standing.ReadAccounts(ctx, rdb, []standing.Subject{{Name: "main", Gate: limits}})
	require.NoError(t, err)
	s := all[0]
	require.Len(t, s.Groups, 1)
	require.Equal(t, keyspace.WebhookGroup, s.Groups[0].Name)
	require.EqualValues(t, 1, s.Groups[0].Lag)
	require.WithinDuration(t, s.At, *s.Groups[0].Oldest, time.Minute)
	require.EqualValues(t, 2, s.Inlet.Lag)
	require.EqualValues(t, 1, s.Inlet.Refused)
	require.NotNil(t, s.Inlet.Oldest)
}
