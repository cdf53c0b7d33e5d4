package presence_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/presence"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
)

// beaconOf is one of a process that serves accounts and holds so many numbers of each.
func beaconOf(rdb redis.UniversalClient, name string, holds int64, accounts ...string) *presence.Beacon {
	b := &presence.Beacon{
		Redis: rdb, OnRedis: func(error) {},
		Process: presence.Process{Name: name, Host: "host-of-" + name, PID: 7, Version: "v1.2.3", Since: time.Now().Add(-time.Hour)},
	}
	for _, account := range accounts {
		b.Accounts = append(b.Accounts, presence.Account{Name: account, Load: func() presence.Load {
			return presence.Load{InHand: holds, InCall: holds / 2}
		}})
	}
	return b
}

// start runs a beacon until stop is called.
func start(t *testing.T, b *presence.Beacon) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- b.Run(ctx) }()
	return sync.OnceFunc(func() {
		cancel()
		require.NoError(t, <-ended)
	})
}

// names are those of who serves an account.
func names(t *testing.T, rdb redis.UniversalClient, account string) []string {
	t.Helper()
	all, err := presence.NewReader(rdb).Of(t.Context(), account)
	require.NoError(t, err)
	got := []string{}
	for _, w := range all {
		got = append(got, w.Name)
	}
	return got
}

func TestAProcessServesFromItsStartToItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rdb := redistest.Embedded(t)
		require.Empty(t, names(t, rdb, "main"))
		stopA, stopB := start(t, beaconOf(rdb, "a", 40, "main", "eu")), start(t, beaconOf(rdb, "b", 2, "main"))
		defer stopA()
		pass(time.Minute)
		require.Equal(t, []string{"a", "b"}, names(t, rdb, "main"))
		require.Equal(t, []string{"a"}, names(t, rdb, "eu"))

		all, err := presence.NewReader(rdb).All(t.Context(), "main", "eu", "idle")
		require.NoError(t, err)
		require.Len(t, all, 2)
		require.WithinDuration(t, time.Now(), *all[0].Seen, 6*time.Second)
		require.Equal(t, time.Now().Add(-61*time.Minute).UTC(), all[0].Since)
		all[0].Seen, all[0].Since = nil, time.Time{}
		require.Equal(t, presence.Worker{
			Name: "a", Host: "host-of-a", PID: 7, Version: "v1.2.3", Accounts: []string{"eu", "main"}, InHand: 80, InCall: 40,
		}, all[0])

		stopB()
		require.Equal(t, []string{"a"}, names(t, rdb, "main"), "it takes back what it said")
	})
}

func TestAKilledProcessIsGoneAfterFifteenSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rdb := redistest.Embedded(t)
		beats := 0
		dying, _ := redistest.NewMortal(t, rdb, func(at redistest.Moment, command string) bool {
			if at == redistest.After && strings.HasPrefix(command, "evalsha") {
				beats++
			}
			return beats == 3
		})
		defer start(t, beaconOf(dying, "killed", 1, "main"))()
		pass(26 * time.Second) // the last beat was after 10 s
		require.Equal(t, 3, beats)
		require.Empty(t, names(t, rdb, "main"))
		left, err := rdb.HLen(t.Context(), "trackreg:{main}:workers").Result()
		require.NoError(t, err)
		require.EqualValues(t, 1, left)

		defer start(t, beaconOf(rdb, "next", 1, "main"))()
		pass(time.Second)
		left, err = rdb.HLen(t.Context(), "trackreg:{main}:workers").Result()
		require.NoError(t, err)
		require.EqualValues(t, 1, left, "the next one clears it away")
		require.Equal(t, []string{"next"}, names(t, rdb, "main"))
	})
}

// TestWhoWroteByAClockThatWasAheadDoesNotStay: after a failover to a slower clock.
func TestWhoWroteByAClockThatWasAheadDoesNotStay(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		ahead := time.Now().Add(2 * time.Hour)
		text := fmt.Sprintf(`%d %d {"host":"h"}`, ahead.UnixMicro(), ahead.Add(15*time.Second).UnixMicro())
		require.NoError(t, rdb.HSet(t.Context(), "trackreg:{main}:workers", "ahead", text, "odd", "no times", "empty", "").Err())
		require.Empty(t, names(t, rdb, "main"))
		stop := start(t, beaconOf(rdb, "a", 1, "main"))
		require.Eventually(t, func() bool {
			left, err := rdb.HKeys(t.Context(), "trackreg:{main}:workers").Result()
			return err == nil && len(left) == 1 && left[0] == "a"
		}, time.Minute, time.Millisecond)
		stop()
		require.Empty(t, names(t, rdb, "main"))
	})
}

// TestWhatAnotherVersionAddsIsPassedOver in a rolling upgrade.
func TestWhatAnotherVersionAddsIsPassedOver(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		now := time.Now()
		text := fmt.Sprintf(`%d %d {"host":"h","pid":3,"version":"v9","since":"2026-11-24T08:00:00Z","in_hand":4,"new":[1]}`,
			now.UnixMicro(), now.Add(30*time.Second).UnixMicro())
		require.NoError(t, rdb.HSet(t.Context(), "trackreg:{main}:workers", "later", text).Err())
		all, err := presence.NewReader(rdb).Of(t.Context(), "main")
		require.NoError(t, err)
		require.Len(t, all, 1)
		require.Equal(t, "v9", all[0].Version)
		require.EqualValues(t, 4, all[0].InHand)
	})
}

// TestAVersionThatSaysNothingIsKnownByItsServers: no worker must be missed in a rolling upgrade.
func TestAVersionThatSaysNothingIsKnownByItsServers(t *testing.T) {
	rdb := redistest.Embedded(t)
	for _, queue := range []string{"old-live", "old-bulk", "other-live"} {
		server := asynq.NewServerFromRedisClient(rdb, asynq.Config{Queues: map[string]int{queue: 1}, LogLevel: asynq.FatalLevel})
		require.NoError(t, server.Start(asynq.NotFoundHandler()))
		defer server.Shutdown()
	}
	require.Eventually(t, func() bool {
		old, oldErr := presence.NewReader(rdb).Of(t.Context(), "old")
		other, otherErr := presence.NewReader(rdb).Of(t.Context(), "other")
		return oldErr == nil && otherErr == nil && len(old) == 1 && len(other) == 1
	}, time.Minute, time.Millisecond, "asynq to know the servers")
	require.Empty(t, names(t, rdb, "main"))
	all, err := presence.NewReader(rdb).All(t.Context(), "old", "other", "main")
	require.NoError(t, err)
	require.Len(t, all, 1, "one process")
	host, err := os.Hostname()
	require.NoError(t, err)
	require.Equal(t, []string{"old", "other"}, all[0].Accounts)
	require.Equal(t, host, all[0].Host)
	require.Empty(t, all[0].Version)
	require.Nil(t, all[0].Seen)

	saying := beaconOf(rdb, "says", 1, "old", "other")
	saying.Process.Host, saying.Process.PID = host, os.Getpid()
	defer start(t, saying)()
	require.Eventually(t, func() bool {
		all, err := presence.NewReader(rdb).All(t.Context(), "old", "other")
		return err == nil && len(all) == 1 && all[0].Name == "says"
	}, time.Minute, time.Millisecond, "it is not counted twice")
}

func TestManyAccountsTakeOnePipelineABeat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rdb := redistest.Embedded(t)
		var accounts []string
		for i := range 40 {
			accounts = append(accounts, fmt.Sprintf("shop_%d", i))
		}
		trips := &tripsTaken{}
		rdb.AddHook(trips)
		defer start(t, beaconOf(rdb, "a", 1, accounts...))()
		pass(time.Second)
		*trips = tripsTaken{}
		pass(time.Minute)
		require.Equal(t, 12, trips.pipelines)
		require.Equal(t, 12*40, trips.commands)
		require.Empty(t, trips.lone)
	})
}

// tripsTaken counts what travels to Redis.
type tripsTaken struct {
	pipelines, commands int
	lone                []string
}

func (*tripsTaken) DialHook(next redis.DialHook) redis.DialHook { return next }

func (h *tripsTaken) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		h.lone = append(h.lone, cmd.Name())
		return next(ctx, cmd)
	}
}

func (h *tripsTaken) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		h.pipelines++
		h.commands += len(cmds)
		return next(ctx, cmds)
	}
}

// pass lets time go by.
//
//trackreg:sleeps in a bubble
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}
