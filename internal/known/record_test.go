package known_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/trackreg/trackreg/internal/known"
	"github.com/trackreg/trackreg/internal/redisconn"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
)

func ids(prefix string, n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf("register:3011:%s%08d", prefix, i)
	}
	return all
}

func ExampleRecord() {
	server, err := redisconn.StartEmbedded()
	if err != nil {
		panic(err)
	}
	defer server.Close()
	ctx := context.Background()

	record := known.NewRecord(server.Client(), "main", 4)
	added, err := record.Add(ctx, known.Of(queue.Outcome{
		Op: queue.Register, Outcome: queue.Registered, Number: "rr123456789cn", Carrier: 3011,
	}))
	fmt.Println(added, "added,", err)
	is, err := record.Check(ctx, []string{"register:0:RR123456789CN", "register:3011:RR123456789CN", "register:100001:RR123456789CN"})
	fmt.Println(is, err)
	// Output:
	// 2 added, <nil>
	// [true true false] <nil>
}

func TestWhatIsAddedIsKnownUntilForgotten(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		record := known.NewRecord(rdb, "main", 4)
		old, fresh := ids("OLD", 2500), ids("NEW", 2500)
		n, err := record.Add(ctx, old)
		require.NoError(t, err)
		require.Equal(t, 2500, n)
		n, err = record.Add(ctx, old)
		require.NoError(t, err)
		require.Zero(t, n, "once is enough")

		is, err := record.Check(ctx, append(fresh, old...))
		require.NoError(t, err)
		for i, known := range is {
			require.Equal(t, i >= 2500, known, i)
		}
		other, err := known.NewRecord(rdb, "eu", 4).Check(ctx, old[:1])
		require.NoError(t, err)
		require.Equal(t, []bool{false}, other, "accounts know nothing of each other")

		n, err = record.Forget(ctx, append(fresh[:10], old[:1200]...))
		require.NoError(t, err)
		require.Equal(t, 1200, n)
		is, err = record.Check(ctx, old)
		require.NoError(t, err)
		for i, known := range is {
			require.Equal(t, i >= 1200, known, i)
		}
		require.NoError(t, record.ForgetAll(ctx))
		require.Zero(t, rdb.DBSize(ctx).Val())
	})
}

func TestMonthsExpire(t *testing.T) {
	ctx := t.Context()
	rdb := redistest.Start(t).Client()
	now := time.Date(2099, time.November, 30, 23, 59, 59, 0, time.UTC)
	record := known.NewRecord(rdb, "main", 3)
	record.Now = func() time.Time { return now }
	id := []string{"register:0:AB12345"}
	_, err := record.Add(ctx, id)
	require.NoError(t, err)
	end := time.Date(2100, time.February, 1, 0, 0, 0, 0, time.UTC)
	require.Equal(t, end.Unix(), int64(rdb.ExpireTime(ctx, "trackreg:{main}:known:2099-11").Val().Seconds()))

	for now.Before(end) {
		is, err := record.Check(ctx, id)
		require.NoError(t, err)
		require.True(t, is[0], now)
		now = now.AddDate(0, 0, 7)
	}
	is, err := record.Check(ctx, id)
	require.NoError(t, err)
	require.False(t, is[0])

	n, err := record.Forget(ctx, id)
	require.NoError(t, err)
	require.Equal(t, 1, n, "a month that no longer counts is forgotten too")
}

func TestOnlyWhatIsRegisteredBecomesKnown(t *testing.T) {
	o := queue.Outcome{Op: "register", Number: "ab12345", GivenCarrier: 2151, Carrier: 3011}
	for _, outcome := range []string{queue.Rejected, queue.Exhausted, queue.Expired, queue.Known, queue.Cancelled, ""} {
		o.Outcome = outcome
		require.Empty(t, known.Of(o), outcome)
	}
	o.Outcome = queue.AlreadyRegistered
	require.Equal(t, []string{"register:2151:AB12345", "register:3011:AB12345"}, known.Of(o))
	o.Carrier = 0
	require.Equal(t, []string{"register:2151:AB12345"}, known.Of(o), "no carrier answered is no carrier")
	o.Carrier, o.GivenCarrier = 3011, 3011
	require.Equal(t, []string{"register:3011:AB12345"}, known.Of(o))
}

// neighbours are numbers that share four fields of the record between them.
func neighbours(n int) []string {
	var all []string
	for i := 0; len(all) < n; i++ {
		id := fmt.Sprintf("register:0:N%08d", i)
		if sum := sha256.Sum256([]byte(id)); sum[0] == 0 && sum[1] < 4 {
			all = append(all, id)
		}
	}
	return all
}

// TestIsAsASetOfNumbers holds the record to a plain set, whatever is done to it.
func TestIsAsASetOfNumbers(t *testing.T) {
	rdb := redistest.Start(t).Client()
	universe := neighbours(40)
	rapid.Check(t, func(rt *rapid.T) {
		ctx := t.Context()
		require.NoError(rt, rdb.FlushDB(ctx).Err())
		record, set := known.NewRecord(rdb, "main", 4), map[string]bool{}
		rt.Repeat(map[string]func(*rapid.T){
			"add": func(rt *rapid.T) {
				some := rapid.SliceOf(rapid.SampledFrom(universe)).Draw(rt, "some")
				before := len(set)
				for _, id := range some {
					set[id] = true
				}
				n, err := record.Add(ctx, some)
				require.NoError(rt, err)
				require.Equal(rt, len(set)-before, n)
			},
			"forget": func(rt *rapid.T) {
				some := rapid.SliceOf(rapid.SampledFrom(universe)).Draw(rt, "some")
				before := len(set)
				for _, id := range some {
					delete(set, id)
				}
				n, err := record.Forget(ctx, some)
				require.NoError(rt, err)
				require.Equal(rt, before-len(set), n)
			},
			"": func(rt *rapid.T) {
				is, err := record.Check(ctx, universe)
				require.NoError(rt, err)
				for i, id := range universe {
					require.Equal(rt, set[id], is[i], id)
				}
			},
		})
	})
}

func TestErrorsNameTheAccount(t *testing.T) {
	rdb := redistest.Start(t).Client()
	record := known.NewRecord(rdb, "main", 1)
	month := time.Now().UTC().Format("2006-01")
	require.NoError(t, rdb.Set(t.Context(), "trackreg:{main}:known:"+month, "x", 0).Err())
	_, err := record.Check(t.Context(), ids("N", 1))
	require.ErrorContains(t, err, "account main")
	_, err = record.Add(t.Context(), ids("N", 1))
	require.ErrorContains(t, err, "account main")
	_, err = record.Forget(t.Context(), ids("N", 1))
	require.ErrorContains(t, err, "account main")
}
