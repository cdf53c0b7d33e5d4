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

func TestAWebhookThatFailsIsSaidWithSinceWhenAndWhy(t *testing.T) {
	now := time.Date(2025, 3, 1, 12, 0, 0, 0, time.UTC)
	since, next := now.Add(-5*time.Minute), now.Add(30*time.Second)
	w := &standing.Webhook{Failing: true, Answer: "it answers 500\x1b[2J", At: &since, Since: &since, Tries: 12, Next: &next, Waiting: 1320}
	a := standing.Account{At: now, Webhook: w}
	require.Equal(t, []string{"webhook: the receiver has taken nothing for 5m 0s, in 12 posts: it answers 500\\u001b[2J; 1,320 outcomes not taken yet, and none is lost; posted again in 30s"}, a.Behind())
	require.Equal(t, `the receiver of its webhook has taken nothing for 5m 0s: it answers 500\u001b[2J`, w.Refuses(now))
	a.At = now.Add(time.Hour)
	require.Contains(t, a.Behind()[0], "no process posts now")
	w.Failing = false
	require.Empty(t, a.Behind())
	require.Equal(t, "the receiver took the last post 1h 5m ago, 1,320 outcomes not taken yet", w.Says(a.At))
}

// TestAWebhookIsReadFromRedis has one process post, and another look.
func TestAWebhookIsReadFromRedis(t *testing.T) {
	rdb, ctx := redistest.Embedded(t), t.Context()
	read := func() *standing.Webhook {
		a, err := standing.ReadAccount(ctx, rdb, standing.Subject{Name: "main"})
		require.NoError(t, err)
		return a.Webhook
	}
	out := keyspace.Account("main").Out()
	require.NoError(t, rdb.HSet(ctx, "trackreg:{main}:webhook", "answer", "it answers 500", "at", "2025-03-01T12:00:00Z", "since", "2025-03-01T11:00:00Z", "tries", 3).Err())
	require.Nil(t, read(), "its group is gone")
	require.NoError(t, rdb.XGroupCreateMkStream(ctx, out, keyspace.WebhookGroup, "0").Err())
	require.NoError(t, rdb.XAdd(ctx, &redis.XAddArgs{Stream: out, Values: []any{"v", 1}}).Err())
	w := read()
	require.True(t, w.Failing)
	require.EqualValues(t, 1, w.Waiting)
	require.Equal(t, 3, w.Tries)
	require.Nil(t, w.Next)
}
