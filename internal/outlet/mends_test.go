package outlet_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/internal/outlet/outlettest"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
)

// mending is an outcome of MENDED1 under carrier 100002, whose entry mends a failure and was
// enqueued so long after noon.
func mending(outcome, mends string, after time.Duration) queue.Outcome {
	return queue.Outcome{
		Task: "t", Account: "main", Op: queue.Register, Number: "MENDED1", GivenCarrier: 100002, Outcome: outcome,
		Mends: mends, MendedAt: outlettest.Noon.Add(after), At: outlettest.Noon.Add(time.Hour),
	}
}

func TestASuccessTakesOutWhatItsEntryMends(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		recorder, failures := outlet.NewRecorder(rdb), queue.NewFailures(rdb, "main")
		left := func(o queue.Outcome) int64 {
			other := outlettest.Rejected("rr1")
			other.Account = "other"
			require.NoError(t, recorder.Record(t.Context(), []queue.Outcome{outlettest.Rejected("rr1"), other})) // at noon
			require.NoError(t, recorder.Record(t.Context(), []queue.Outcome{o}))
			there, err := failures.Get(t.Context(), "register:3011:RR1")
			require.NoError(t, err)
			elsewhere, err := queue.NewFailures(rdb, "other").Get(t.Context(), "register:3011:RR1")
			require.NoError(t, err)
			require.Len(t, elsewhere, 1, "another account's record is not touched")
			return int64(len(there))
		}
		const id = "register:3011:RR1"
		require.Zero(t, left(mending(queue.Registered, id, time.Minute)))
		require.Zero(t, left(mending(queue.AlreadyRegistered, id, time.Minute)))
		require.Zero(t, left(mending(queue.Registered, id, 0)), "in the same millisecond")
		require.EqualValues(t, 1, left(mending(queue.Registered, id, -time.Millisecond)), "a failure that is newer than the mending")
		require.EqualValues(t, 1, left(mending(queue.Registered, "", time.Minute)))
		require.EqualValues(t, 1, left(mending(queue.Registered, "stoptrack:3011:RR1", time.Minute)))
		require.EqualValues(t, 1, left(mending(queue.Registered, "register:3011:RR2", time.Minute)))
		for _, outcome := range []string{queue.Rejected, queue.Exhausted, queue.Expired, queue.Known, queue.Cancelled} {
			require.EqualValues(t, 1, left(mending(outcome, id, time.Minute)), outcome)
		}
		other := mending(queue.Registered, id, time.Minute)
		other.Op = "stoptrack"
		require.EqualValues(t, 1, left(other), "an outcome of another operation")
	})
}

// TestWhatWasMendedTwiceIsClearedToItsBeginning: a number was mended to be another, which failed as well.
func TestWhatWasMendedTwiceIsClearedToItsBeginning(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		recorder, failures := outlet.NewRecorder(rdb), queue.NewFailures(rdb, "main")
		chain := func(links int, mendedAt string) int64 {
			_, err := failures.Drop(t.Context(), queue.Filter{})
			require.NoError(t, err)
			for i := range links {
				o := outlettest.Rejected(fmt.Sprintf("rr1000%d", i))
				o.At = outlettest.Noon.Add(time.Duration(i) * time.Minute)
				if i > 0 {
					o.Payload = json.RawMessage(fmt.Sprintf(`{"number":"rr1000%d","_mends":"register:3011:RR1000%d"%s}`, i, i-1, mendedAt))
				}
				require.NoError(t, recorder.Record(t.Context(), []queue.Outcome{o}))
			}
			last := fmt.Sprintf("register:3011:RR1000%d", links-1)
			require.NoError(t, recorder.Record(t.Context(), []queue.Outcome{mending(queue.Registered, last, 30*time.Minute)}))
			n, err := failures.Len(t.Context())
			require.NoError(t, err)
			return n
		}
		require.Zero(t, chain(2, ""))
		require.Zero(t, chain(8, ""))
		require.EqualValues(t, 2, chain(10, ""), "eight at a time")
		require.EqualValues(t, 1, chain(2, `,"_mended_at":"2026-03-01T11:59:00Z"`), "rr10000 failed anew after it was mended")
	})
}

func TestARecordThatIsNoneOfOursIsNotTakenOut(t *testing.T) {
	rdb := redistest.Start(t).Client()
	for _, text := range []string{"no JSON", `"text"`, `{"at":"never"}`} {
		require.NoError(t, rdb.HSet(t.Context(), "trackreg:{main}:failures", "register:3011:RR1", text).Err())
		require.NoError(t, outlet.NewRecorder(rdb).Record(t.Context(), []queue.Outcome{mending(queue.Registered, "register:3011:RR1", time.Minute)}))
		kept, err := rdb.HGet(t.Context(), "trackreg:{main}:failures", "register:3011:RR1").Result()
		require.NoError(t, err)
		require.Equal(t, text, kept)
	}
}
