package inlet_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/trackreg/trackreg/internal/inlet"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience only ends a test that would otherwise hang.
const patience = 60 * time.Second

const (
	in      = "trackreg:{main}:in"
	refused = "trackreg:{main}:in:refused"
)

// reading is an inlet that runs until the test ends, or stop is called.
type reading struct {
	t    *testing.T
	rdb  redis.UniversalClient
	stop func()

	mu  sync.Mutex
	log bytes.Buffer
}

// Write takes the log.
func (r *reading) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.log.Write(p)
}

func (r *reading) logged() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.log.String()
}

func read(t *testing.T, rdb redis.UniversalClient, accounts ...string) *reading {
	t.Helper()
	r := &reading{t: t, rdb: rdb}
	reader, err := inlet.New(inlet.Options{Redis: rdb, Accounts: accounts, Consumer: "me", Log: zerolog.New(r)})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- reader.Run(ctx) }()
	r.stop = sync.OnceFunc(func() {
		cancel()
		require.NoError(t, <-ended)
	})
	t.Cleanup(r.stop)
	return r
}

func add(t *testing.T, rdb redis.UniversalClient, stream string, values ...any) string {
	t.Helper()
	id, err := rdb.XAdd(context.Background(), &redis.XAddArgs{Stream: stream, Values: values}).Result()
	require.NoError(t, err)
	return id
}

// waits returns how many tasks wait in a queue.
func waits(rdb redis.UniversalClient, name string) int64 {
	counts, err := queue.ReadCounts(context.Background(), rdb, name)
	if err != nil {
		return -1
	}
	return counts[0].Pending
}

func (r *reading) eventually(what string, ok func() bool) {
	r.t.Helper()
	require.Eventually(r.t, ok, patience, 5*time.Millisecond, what)
}

func (r *reading) queued(name string, n int64) {
	r.t.Helper()
	r.eventually(fmt.Sprintf("%d tasks in %s", n, name), func() bool { return waits(r.rdb, name) == n })
}

func (r *reading) refusals(n int) []redis.XMessage {
	r.t.Helper()
	var all []redis.XMessage
	r.eventually(fmt.Sprintf("%d refused", n), func() bool {
		var err error
		all, err = r.rdb.XRange(context.Background(), refused, "-", "+").Result()
		return err == nil && len(all) == n
	})
	return all
}

// settled waits until nothing is unacknowledged, and what was is trimmed away.
func (r *reading) settled() {
	r.t.Helper()
	r.eventually("the stream to be empty and nothing pending", func() bool {
		length, err := r.rdb.XLen(context.Background(), in).Result()
		pending, err2 := r.rdb.XPending(context.Background(), in, "trackreg").Result()
		return err == nil && err2 == nil && length == 0 && pending.Count == 0
	})
}

func TestEntriesBecomeTasks(t *testing.T) {
	for name, open := range map[string]func(t *testing.T) redis.UniversalClient{
		"real":     func(t *testing.T) redis.UniversalClient { return redistest.RequireReal(t).Client() },
		"embedded": func(t *testing.T) redis.UniversalClient { return redistest.Embedded(t) },
	} {
		t.Run(name, func(t *testing.T) {
			rdb := open(t)
			add(t, rdb, in, "number", "BEFORE01", "carrier", "3011")
			r := read(t, rdb, "main")
			r.queued("main-live", 1)
			add(t, rdb, in, "payload", `{"number":"AB12345","_ref":"7"}`, "queue", "bulk")
			add(t, rdb, in, "payload", `[{"number":"AB12346"},{"number":"AB12347"},{"number":"AB12347"}]`, "queue", "bulk")
			r.queued("main-bulk", 3)
			r.settled()
			require.Contains(t, r.logged(), `"level":"debug"`)
			require.NotContains(t, r.logged(), `"level":"warn"`)
			exists, err := rdb.Exists(t.Context(), refused).Result()
			require.NoError(t, err)
			require.Zero(t, exists)
		})
	}
}

func TestRefusedEntriesAreKeptWithTheReason(t *testing.T) {
	rdb := redistest.Start(t).Client()
	r := read(t, rdb, "main")
	id := add(t, rdb, in, "number", "1.2E+17", "tag", "a", "reason", "theirs", "queue", "bulk")
	kept := r.refusals(1)[0].Values
	require.Equal(t, map[string]any{
		"number": "1.2E+17", "tag": "a", "queue": "bulk", "entry": id,
		"reason": `number "1.2E+17" was rounded by a spreadsheet: export it again with that column formatted as text`,
	}, kept)

	id = add(t, rdb, in, "payload", `[{"number":"AB12345"},{"number":""},{"number":"AB12346"},17]`, "queue", "bulk")
	kept = r.refusals(3)[1].Values
	require.Equal(t, map[string]any{
		"payload": `{"number":""}`, "queue": "bulk", "entry": id, "reason": "payload[1]: number is empty: put the tracking number there",
	}, kept)
	require.Contains(t, r.refusals(3)[2].Values["reason"], "payload[3]: ")
	r.queued("main-bulk", 2)
	r.settled()
	require.Equal(t, 2, strings.Count(r.logged(), `"level":"warn"`), "once a batch")
}

func TestAnArrayOfNothingButBadItemsIsKeptInSteps(t *testing.T) {
	rdb := redistest.Start(t).Client()
	add(t, rdb, in, "payload", "["+strings.Repeat("1,", 2500)+`{"number":"AB12345"}]`)
	add(t, rdb, in, "number", "BEHIND01")
	r := read(t, rdb, "main")
	r.refusals(2500)
	r.queued("main-live", 2)
	r.settled()
}

func TestSeveralAccountsShareOneRead(t *testing.T) {
	rdb := redistest.RequireReal(t).Client()
	r := read(t, rdb, "a", "b", "c")
	blocked := func(n string) func() bool {
		return func() bool {
			info, err := rdb.Info(context.Background(), "clients").Result()
			return err == nil && strings.Contains(info, "blocked_clients:"+n+"\r\n")
		}
	}
	r.eventually("one blocking read", blocked("1"))
	for _, account := range []string{"a", "b", "c"} {
		add(t, rdb, "trackreg:{"+account+"}:in", "number", "AB12345")
		r.queued(account+"-live", 1)
	}
	r.eventually("one blocking read", blocked("1"))
}

func TestInAClusterEveryAccountHasItsReader(t *testing.T) {
	server := redistest.RequireReal(t, redistest.Args("--cluster-enabled", "yes"))
	node := server.Client()
	require.NoError(t, node.ClusterAddSlotsRange(t.Context(), 0, 16383).Err())
	require.Eventually(t, func() bool {
		return strings.Contains(node.ClusterInfo(context.Background()).Val(), "cluster_state:ok")
	}, patience, 10*time.Millisecond)
	rdb := redis.NewClusterClient(&redis.ClusterOptions{Addrs: []string{server.Addr}})
	t.Cleanup(func() { _ = rdb.Close() })
	r := read(t, rdb, "a", "b")
	for _, account := range []string{"a", "b"} {
		add(t, rdb, "trackreg:{"+account+"}:in", "number", "AB12345")
		r.eventually("a task", func() bool { return waits(rdb, account+"-live") == 1 })
	}
	require.Contains(t, r.logged(), "each account is read by itself")
}

func TestABrokenInletHoldsUpNoOther(t *testing.T) {
	rdb := redistest.Start(t).Client()
	require.NoError(t, rdb.Set(t.Context(), "trackreg:{a}:in", "not a stream", 0).Err())
	add(t, rdb, in, "number", "AB12345")
	r := read(t, rdb, "a", "main")
	r.queued("main-live", 1)
	// The warning that the accounts are read apart names the fault too, before the account's own reader meets it.
	r.eventually("to be told", func() bool { return strings.Contains(r.logged(), `"level":"error"`) })
	require.Contains(t, r.logged(), "WRONGTYPE")
	require.NoError(t, rdb.Del(t.Context(), "trackreg:{a}:in").Err())
	add(t, rdb, "trackreg:{a}:in", "number", "AB12345")
	r.queued("a-live", 1)
	require.Equal(t, 1, strings.Count(r.logged(), `"level":"error"`), "told once")
}

func TestEntriesOfTheDeadAreTakenOver(t *testing.T) {
	ctx := t.Context()
	rdb := redistest.RequireReal(t).Client()
	ids := []string{add(t, rdb, in, "number", "DEAD0001"), add(t, rdb, in, "number", "BUSY0001")}
	require.NoError(t, rdb.XGroupCreate(ctx, in, "trackreg", "0").Err())
	for i, consumer := range []string{"dead", "busy"} {
		taken, err := rdb.XReadGroup(ctx, &redis.XReadGroupArgs{Group: "trackreg", Consumer: consumer, Streams: []string{in, ">"}, Count: 1}).Result()
		require.NoError(t, err)
		require.Equal(t, ids[i], taken[0].Messages[0].ID)
	}
	require.NoError(t, rdb.Do(ctx, "XCLAIM", in, "trackreg", "dead", 0, ids[0], "IDLE", 3_600_000).Err())
	r := read(t, rdb, "main")
	r.queued("main-live", 1)
	r.eventually("only what is in other hands to stay there", func() bool {
		pending, err := rdb.XPending(context.Background(), in, "trackreg").Result()
		return err == nil && pending.Count == 1 && pending.Consumers["busy"] == 1
	})

	require.NoError(t, rdb.XAck(ctx, in, "trackreg", ids[1]).Err())
	add(t, rdb, in, "number", "LATER001")
	r.queued("main-live", 2)
	r.settled()
}

func TestWhatIsNotAcknowledgedIsNotTrimmed(t *testing.T) {
	ctx := t.Context()
	rdb := redistest.Start(t).Client()
	done, busy := add(t, rdb, in, "number", "DONE0001"), add(t, rdb, in, "number", "BUSY0001")
	require.NoError(t, rdb.XGroupCreate(ctx, in, "trackreg", "0").Err())
	require.NoError(t, rdb.XReadGroup(ctx, &redis.XReadGroupArgs{Group: "trackreg", Consumer: "busy", Streams: []string{in, ">"}}).Err())
	require.NoError(t, rdb.XAck(ctx, in, "trackreg", done).Err())
	r := read(t, rdb, "main")
	add(t, rdb, in, "number", "AB00001")
	r.queued("main-live", 1)
	r.eventually("what is acknowledged to go", func() bool {
		return len(rdb.XRange(context.Background(), in, done, done).Val()) == 0
	})
	require.Len(t, rdb.XRange(ctx, in, busy, busy).Val(), 1)
}

func TestALostGroupIsMadeAgain(t *testing.T) {
	ctx := t.Context()
	rdb := redistest.Start(t).Client()
	r := read(t, rdb, "main")
	add(t, rdb, in, "number", "AB00001")
	r.queued("main-live", 1)
	require.NoError(t, rdb.XGroupDestroy(ctx, in, "trackreg").Err())
	add(t, rdb, in, "number", "AB00002")
	r.queued("main-live", 2)
	require.NoError(t, rdb.Del(ctx, in).Err())
	add(t, rdb, in, "number", "AB00003")
	r.queued("main-live", 3)
	r.settled()
	require.Contains(t, r.logged(), "it is made anew")
}

func TestEntriesThatAStrangerTrimmedAreSaidToBeLost(t *testing.T) {
	ctx := t.Context()
	rdb := redistest.RequireReal(t).Client()
	add(t, rdb, in, "number", "AB00001")
	require.NoError(t, rdb.XGroupCreate(ctx, in, "trackreg", "0").Err())
	require.NoError(t, rdb.XReadGroup(ctx, &redis.XReadGroupArgs{Group: "trackreg", Consumer: "me", Streams: []string{in, ">"}}).Err())
	require.NoError(t, rdb.XTrimMaxLen(ctx, in, 0).Err())
	add(t, rdb, in, "number", "AB00002")
	r := read(t, rdb, "main")
	r.queued("main-live", 1)
	r.settled()
	require.Contains(t, r.logged(), "producers must not trim it")
}

func TestNothingIsLostWhenRedisDies(t *testing.T) {
	const n = 3000
	server := redistest.RequireReal(t, redistest.AppendOnly())
	rdb := server.Client()
	_, err := rdb.Pipelined(t.Context(), func(pipe redis.Pipeliner) error {
		for i := range n {
			pipe.XAdd(t.Context(), &redis.XAddArgs{Stream: in, Values: []any{"number", fmt.Sprintf("AB%05d", i), "queue", "bulk"}})
		}
		return nil
	})
	require.NoError(t, err)
	r := read(t, rdb, "main")
	r.eventually("some to be queued", func() bool { return waits(rdb, "main-bulk") > 100 })
	server.Kill()
	server.Restart()
	r.queued("main-bulk", n)
	r.settled()
}

func TestAFullRedisIsWaitedFor(t *testing.T) {
	ctx := t.Context()
	rdb := redistest.RequireReal(t).Client()
	r := read(t, rdb, "main")
	add(t, rdb, in, "number", "AB00001")
	r.queued("main-live", 1)
	add(t, rdb, in, "number", "AB00002")
	require.NoError(t, rdb.ConfigSet(ctx, "maxmemory", "1").Err())
	require.NoError(t, rdb.ConfigSet(ctx, "maxmemory", "0").Err())
	add(t, rdb, in, "number", "AB00003")
	r.queued("main-live", 3)
	r.settled()
}

func TestAStopFinishesTheBatchInHand(t *testing.T) {
	const n = 5000
	rdb := redistest.Start(t).Client()
	texts := make([]string, n)
	for i := range texts {
		texts[i] = fmt.Sprintf(`{"number":"AB%05d"}`, i)
	}
	add(t, rdb, in, "payload", "["+strings.Join(texts, ",")+"]")
	r := read(t, rdb, "main")
	r.eventually("it to begin", func() bool { return waits(rdb, "main-live") > 0 })
	r.stop()
	require.EqualValues(t, n, waits(rdb, "main-live"))
	pending, err := rdb.XPending(t.Context(), in, "trackreg").Result()
	require.NoError(t, err)
	require.Zero(t, pending.Count)
}

func TestNewRefusesWhatCannotRun(t *testing.T) {
	_, err := inlet.New(inlet.Options{})
	require.Error(t, err)
	_, err = inlet.New(inlet.Options{Accounts: []string{"no account"}})
	require.ErrorIs(t, err, queue.ErrAccountName)
}
