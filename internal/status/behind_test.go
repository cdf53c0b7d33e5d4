package status_test

import (
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/status"
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

	all, err := status.Read(ctx, rdb, []status.Account{{Name: "main", Gate: limits}})
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

func TestTableSaysWhoIsLongBehind(t *testing.T) {
	now := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	since, lately := now.Add(-12*time.Minute), now.Add(-time.Second)
	s := status.Standing{
		Account: "main", At: now,
		Groups: []status.Group{{Name: "webhook", Lag: 1204, Oldest: &since}, {Name: "shop", Lag: 3, Oldest: &lately}, {Name: "idle"}},
		Inlet:  status.Inlet{Lag: 7, Oldest: &since, Refused: 2},
	}
	var out strings.Builder
	require.NoError(t, status.WriteTable(&out, []status.Standing{s}))
	require.Equal(t, []string{
		"main: group webhook has 1,204 outcomes before it, the oldest from 12m 0s ago",
		"main: 7 entries of the inlet wait to be queued, the oldest for 12m 0s",
		"main: 2 entries of the inlet were refused: see trackreg:{main}:in:refused",
	}, strings.Split(strings.TrimSpace(out.String()), "\n")[2:])
	s.Groups[0].Lag, s.Inlet.Lag, s.Inlet.Refused = 1, 1, 1
	s.Groups[0].Name = "web\x1b[2Jhook"
	require.Equal(t, []string{
		"group web [2Jhook has 1 outcome before it, the oldest from 12m 0s ago",
		"1 entry of the inlet waits to be queued, the oldest for 12m 0s",
		"1 entry of the inlet was refused: see trackreg:{main}:in:refused",
	}, s.Behind())
}
