package board_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/internal/view/page/board"
	"github.com/trackreg/trackreg/queue"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var limits = gate.Options{RequestsPerSecond: 3, BatchSize: 40}

// run has a board run on an embedded Redis with a virtual clock.
func run(t *testing.T, test func(t *testing.T, rdb redis.UniversalClient, b *board.Board)) {
	synctest.Test(t, func(t *testing.T) {
		rdb := redistest.Embedded(t)
		b := board.New(board.Options{Redis: rdb, Accounts: []standing.Subject{{Name: "main", Gate: limits}}})
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- b.Run(ctx) }()
		test(t, rdb, b)
		cancel()
		require.NoError(t, <-ended)
	})
}

// register counts n numbers registered by calls that were full.
func register(t *testing.T, rdb redis.UniversalClient, n int64) {
	require.NoError(t, rdb.HIncrBy(t.Context(), keyspace.Account("main").Totals(), queue.Registered, n).Err())
	require.NoError(t, rdb.HIncrBy(t.Context(), keyspace.Account("main").Gate(), "calls", n/40).Err())
}

func TestRatesAreThoseOfAllProcesses(t *testing.T) {
	run(t, func(t *testing.T, rdb redis.UniversalClient, b *board.Board) {
		for range 30 {
			register(t, rdb, 120)
			time.Sleep(time.Second)
			synctest.Wait()
		}
		a := b.Snapshot().Account("main")
		require.InDelta(t, 120, a.Speed.Rate, 0.1)
		require.InDelta(t, 120, a.Speed.Minute, 5)
		require.InDelta(t, 1, *a.Speed.Fill, 1e-9)
		points := b.Points("main", 0)
		require.InDelta(t, 30, len(points), 2)
		require.InDelta(t, 120, points[len(points)-1].Numbers, 0.1)
		require.Len(t, b.Points("main", points[len(points)-3].At), 2)
		require.Nil(t, b.Points("other", 0))

		time.Sleep(20 * time.Second)
		synctest.Wait()
		a = b.Snapshot().Account("main")
		require.Zero(t, a.Speed.Rate)
		require.Nil(t, a.Speed.Fill, "there were no calls")
	})
}

func TestTheFillIsOfTheBatchSizeInForce(t *testing.T) {
	run(t, func(t *testing.T, rdb redis.UniversalClient, b *board.Board) {
		gate := keyspace.Account("main").Gate()
		require.NoError(t, rdb.HIncrBy(t.Context(), gate, "calls", 1).Err()) // which asks for the quota
		time.Sleep(2 * time.Second)
		synctest.Wait()
		require.Nil(t, b.Snapshot().Account("main").Speed.Fill, "it held no number")

		require.NoError(t, rdb.HSet(t.Context(), gate, "size", 20).Err())
		for range 30 {
			require.NoError(t, rdb.HIncrBy(t.Context(), keyspace.Account("main").Totals(), queue.Registered, 60).Err())
			require.NoError(t, rdb.HIncrBy(t.Context(), gate, "calls", 3).Err())
			time.Sleep(time.Second)
			synctest.Wait()
		}
		a := b.Snapshot().Account("main")
		require.Equal(t, 20, a.Pace.BatchSize)
		require.InDelta(t, 1, *a.Speed.Fill, 0.05)
	})
}

func TestPointsAreKeptForTenMinutes(t *testing.T) {
	run(t, func(t *testing.T, _ redis.UniversalClient, b *board.Board) {
		time.Sleep(25 * time.Minute)
		synctest.Wait()
		require.InDelta(t, 605, len(b.Points("main", 0)), 10)
	})
}

func TestFailuresAreCountedByWhatToDoWhileSomebodyLooks(t *testing.T) {
	run(t, func(t *testing.T, rdb redis.UniversalClient, b *board.Board) {
		fail := func(number, outcome, remedy string, code int) {
			require.NoError(t, outlet.NewRecorder(rdb).Record(t.Context(), []queue.Outcome{{
				Task: number, Account: "main", Op: queue.Register, Number: number, Outcome: outcome, Remedy: remedy, Code: code,
			}}))
		}
		time.Sleep(2 * time.Minute) // since the start nobody has looked
		fail("A1", queue.Rejected, "add_phone", -18010020)
		fail("A2", queue.Rejected, "add_phone", -18010020)
		fail("A3", queue.Exhausted, "try_later", -18010003)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		f := b.Snapshot().Account("main").Failures
		require.EqualValues(t, 3, f.Total)
		require.True(t, f.Counted.IsZero(), "nobody looked")

		time.Sleep(2 * time.Second)
		synctest.Wait()
		f = b.Snapshot().Account("main").Failures
		require.Equal(t, []board.Cause{
			{Class: queue.Terminal, Remedy: "add_phone", Count: 2, Codes: []int{-18010020}},
			{Class: queue.Retryable, Remedy: "try_later", Count: 1, Codes: []int{-18010003}},
		}, f.Causes)

		_, err := queue.NewFailures(rdb, "main").Drop(t.Context(), queue.Filter{})
		require.NoError(t, err)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		require.Empty(t, b.Snapshot().Account("main").Failures.Causes)
	})
}

func TestTheSnapshotAgesWhileRedisIsAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rdb := redistest.Embedded(t)
		away := &hangs{}
		rdb.(*redis.Client).AddHook(away)
		b := board.New(board.Options{Redis: rdb, Accounts: []standing.Subject{{Name: "main", Gate: limits}}})
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- b.Run(ctx) }()
		time.Sleep(3 * time.Second)
		synctest.Wait()
		require.Empty(t, b.Snapshot().Trouble)
		require.False(t, b.Snapshot().Read.IsZero())

		away.yes.Store(true)
		time.Sleep(5 * time.Second)
		synctest.Wait()
		s := b.Snapshot()
		require.Contains(t, s.Trouble, "does not answer in time")
		require.Equal(t, "open", s.Account("main").Gate.State, "the last figures are kept")

		away.yes.Store(false)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		require.Empty(t, b.Snapshot().Trouble)
		points := b.Points("main", 0)
		require.True(t, containsGap(points), "what is not known is no zero")
		cancel()
		require.NoError(t, <-ended)
	})
}

func containsGap(points []board.Point) bool {
	for _, p := range points {
		if p.Numbers < 0 {
			return true
		}
	}
	return false
}

func TestFollowersAreBoundedAndEndWithTheBoard(t *testing.T) {
	run(t, func(t *testing.T, _ redis.UniversalClient, b *board.Board) {
		var all []*board.Subscription
		for range board.FollowersMost {
			s, ok := b.Subscribe()
			require.True(t, ok)
			all = append(all, s)
		}
		_, ok := b.Subscribe()
		require.False(t, ok)
		all[0].Close()
		all[0].Close()
		last, ok := b.Subscribe()
		require.True(t, ok)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		<-last.C // one word for all that was missed
		select {
		case <-last.C:
			t.Fatal("words pile up")
		default:
		}
		t.Cleanup(func() {
			for range last.C { // ends
			}
			_, ok := b.Subscribe()
			require.False(t, ok, "the board has ended")
		})
	})
}
