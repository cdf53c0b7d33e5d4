package standing_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/internal/presence"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/queue"
)

var limits = gate.Options{RequestsPerSecond: 3, BatchSize: 40}

func TestReadGathersWhatTheWorkersShare(t *testing.T) {
	rdb := redistest.Start(t).Client()
	ctx := t.Context()
	producer := queue.NewProducer(rdb)
	for _, number := range []string{"RR123456785CN", "RR123456799CN"} {
		entry, err := queue.FromFields([]queue.Field{{Name: "number", Value: number}})
		require.NoError(t, err)
		_, err = producer.Enqueue(ctx, entry, queue.Bulk())
		require.NoError(t, err)
	}
	require.NoError(t, outlet.NewRecorder(rdb).Record(ctx, []queue.Outcome{
		{Task: "a", Account: "main", Op: queue.Register, Number: "A", Outcome: queue.Registered},
		{Task: "b", Account: "main", Op: queue.Register, Number: "B", Outcome: queue.Rejected, Code: -18010012},
	}))
	_, err := gate.New(rdb, keyspace.Account("main").Gate(), limits).Pause(ctx, "stocktaking")
	require.NoError(t, err)

	all, err := standing.ReadAccounts(ctx, rdb, []standing.Subject{{Name: "main", Gate: limits}, {Name: "other", Gate: limits}})
	require.NoError(t, err)
	require.Len(t, all, 2)
	s := all[0]
	require.Equal(t, "paused", s.Gate.State)
	require.Equal(t, "stocktaking", s.Gate.Account.Why)
	require.EqualValues(t, 2, s.Queued)
	require.EqualValues(t, 1, s.Done)
	require.EqualValues(t, 1, s.Failed)
	require.InDelta(t, 120, s.Pace.Ceiling, 1e-9)
	require.Equal(t, "open", all[1].Gate.State)
	require.Nil(t, all[1].Quota)
}

func TestAnAccountThatNobodyServesSaysSo(t *testing.T) {
	a := standing.Account{Name: "main"}
	require.Equal(t, "no worker serves main", a.Unserved())
	a.Active = 1
	require.Equal(t, "no worker serves main: 1 number waits", a.Unserved())
	a.Queued, a.Inlet.Lag = 12_000, 569
	require.Equal(t, "no worker serves main: 12,570 numbers wait", a.Unserved())
	a.Workers = []presence.Worker{{Name: "a"}}
	require.Empty(t, a.Unserved())
}

func TestReadFindsWhoServes(t *testing.T) {
	rdb := redistest.Start(t).Client()
	ctx, stop := context.WithCancel(t.Context())
	beacon := presence.Beacon{
		Redis: rdb, Process: presence.Process{Name: "a", Host: "h1", Version: "v1.2.3"}, OnRedis: func(error) {},
		Accounts: []presence.Account{{Name: "main", Load: func() presence.Load { return presence.Load{InHand: 40, KeyTrouble: "/run/key is empty"} }}},
	}
	ended := make(chan error, 1)
	go func() { ended <- beacon.Run(ctx) }()
	subjects := []standing.Subject{{Name: "main", Gate: limits}, {Name: "other", Gate: limits}}
	var all []standing.Account
	require.Eventually(t, func() bool {
		var err error
		all, err = standing.ReadAccounts(ctx, rdb, subjects)
		return err == nil && len(all[0].Workers) == 1
	}, time.Minute, time.Millisecond)
	require.Equal(t, "v1.2.3", all[0].Workers[0].Version)
	require.EqualValues(t, 40, all[0].Workers[0].InHand)
	require.Equal(t, []string{
		"on h1 the key cannot be read anew: /run/key is empty; the one that was read before is used on, until a restart",
	}, all[0].Behind())
	require.NotNil(t, all[1].Workers, "an array in JSON")
	require.Equal(t, "no worker serves other", all[1].Unserved())
	stop()
	require.NoError(t, <-ended)
	again, err := standing.ReadAccount(t.Context(), rdb, subjects[0])
	require.NoError(t, err)
	require.Empty(t, again.Workers)
}
