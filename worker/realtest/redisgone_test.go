package realtest_test

import (
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/hibiken/asynq"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/queue"
)

func TestAWorkerWaitsForARedisThatIsAwayAtTheStart(t *testing.T) {
	t.Parallel()
	r := inTrouble(t)
	ids := r.foreignNumbers(30)
	r.redis.Kill()
	r.start()
	r.eventually("the trouble to be told", func() bool { return r.log.count("warn", "redis in trouble") > 0 })
	require.Zero(t, r.Vendor.Summary("key-of-main").Calls)
	r.redis.Restart()
	r.requireUnharmed(ids)
	r.requireToldOnce()
}

// TestAStopNeedsNoRedis stops a worker that holds numbers while Redis is away.
// They stay active in Redis until their leases run out; the next worker has
// them then.
func TestAStopNeedsNoRedis(t *testing.T) {
	t.Parallel()
	r := inTrouble(t)
	ids := r.foreignNumbers(60)
	stop := r.start()
	r.working(true)
	r.redis.Kill()
	r.eventually("the trouble to be told", func() bool { return r.log.count("warn", "redis in trouble") > 0 })
	stop()
	r.redis.Restart()
	active, err := asynq.NewInspectorFromRedisClient(r.admin).ListActiveTasks("main-bulk", asynq.PageSize(100))
	require.NoError(t, err)
	there := r.Outcomes("main")
	for _, task := range active {
		there[task.ID] = append(there[task.ID], nil)
	}
	for _, id := range ids {
		require.NotEmpty(t, there[id], "it is there or has ended")
	}
	counts, err := queue.ReadCounts(t.Context(), r.admin, "main-bulk")
	require.NoError(t, err)
	require.Zero(t, counts[0].Archived+counts[0].Retry, "none was blamed")
}

// TestACutWhileOutcomesAreWrittenTellsThemTwice cuts the connection after Redis
// has the outcomes and before the worker knows.
func TestACutWhileOutcomesAreWrittenTellsThemTwice(t *testing.T) {
	t.Parallel()
	server := durable(t)
	wire := newWire(t, server.Addr, "trackreg:{main}:out")
	r := inTroubleAt(t, server, "redis://"+wire.listener.Addr().String())
	ids := r.foreignNumbers(30)
	r.start()
	r.requireUnharmed(ids)
	require.True(t, wire.cut.Load())
	twice := 0
	for _, outcomes := range r.Outcomes("main") {
		if len(outcomes) == 2 {
			twice++
		}
	}
	require.NotZero(t, twice, "what had been written was written again")
	r.requireToldOnce()
}

// TestAFailoverToASlowerClockStopsNothing has all that the gate keeps lie ten
// minutes ahead, as it does when a server whose clock is slower takes over.
func TestAFailoverToASlowerClockStopsNothing(t *testing.T) {
	t.Parallel()
	r := inTrouble(t)
	first := r.foreignNumbers(30)
	r.start()
	r.Await("main", first...)
	require.NoError(t, r.admin.Eval(t.Context(), `
		local stored = redis.call('HGETALL', KEYS[1])
		for i = 1, #stored, 2 do
			local at = tonumber(stored[i + 1])
			if at and at > 1e15 then redis.call('HSET', KEYS[1], stored[i], string.format('%.0f', at + 600e6)) end
		end
		return 1`, []string{"trackreg:{main}:gate"}).Err())
	r.requireUnharmed(append(first, r.foreignNumbers(30)...))
}

// wire carries the connections to a server, and cuts one, once: when a
// command that holds a text has been answered, in place of that answer.
type wire struct {
	listener net.Listener
	server   string
	text     string
	cut      atomic.Bool
}

func newWire(t *testing.T, server, text string) *wire {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	w := &wire{listener: listener, server: server, text: text}
	var carrying sync.WaitGroup
	carrying.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			carrying.Go(func() { w.carry(client) })
		}
	})
	t.Cleanup(carrying.Wait)
	t.Cleanup(func() { _ = listener.Close() })
	return w
}

// carry copies both ways until one end closes or the connection is cut.
func (w *wire) carry(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", w.server)
	if err != nil {
		return
	}
	defer server.Close()
	var doomed atomic.Bool
	var back sync.WaitGroup
	back.Go(func() {
		defer client.Close()
		chunk := make([]byte, 64<<10)
		for {
			n, err := server.Read(chunk)
			if err != nil || doomed.Load() {
				return
			}
			if _, err := client.Write(chunk[:n]); err != nil {
				return
			}
		}
	})
	chunk := make([]byte, 64<<10)
	for {
		n, err := client.Read(chunk)
		if err != nil {
			break
		}
		if strings.Contains(string(chunk[:n]), w.text) && w.cut.CompareAndSwap(false, true) {
			doomed.Store(true)
		}
		if _, err := server.Write(chunk[:n]); err != nil {
			break
		}
	}
	_ = server.Close()
	back.Wait()
}
