package outlet_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/internal/outlet/outlettest"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
)

func TestRecordWritesEveryFieldOfTheContract(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		registered := queue.Outcome{Task: "t2", Account: "main", Op: "register", Number: "AB12345",
			Carrier: 3011, Origin: 1, Outcome: queue.Registered, At: outlettest.Noon.In(time.FixedZone("", 3600))}
		require.NoError(t, outlet.NewRecorder(rdb).Record(ctx, []queue.Outcome{outlettest.Rejected("rr1"), registered}))

		entries, err := rdb.XRange(ctx, "trackreg:{main}:out", "-", "+").Result()
		require.NoError(t, err)
		require.Len(t, entries, 2)
		require.Equal(t, map[string]any{
			"v": "1", "task": "register:3011:RR1:0123456789abcdef", "account": "main", "op": "register", "number": "rr1",
			"carrier": "", "given_carrier": "3011", "origin": "", "outcome": "rejected", "class": "terminal",
			"code": "-18010019", "message": "-18010019 postal code required", "remedy": "add_postal_code",
			"tag": "A1", "ref": "7", "source": "shop", "attempts": "1", "at": "2026-03-01T12:00:00.000Z",
		}, entries[0].Values)
		require.Equal(t, map[string]any{
			"v": "1", "task": "t2", "account": "main", "op": "register", "number": "AB12345",
			"carrier": "3011", "given_carrier": "", "origin": "1", "outcome": "registered", "class": "",
			"code": "", "message": "", "remedy": "", "tag": "", "ref": "", "source": "", "attempts": "0",
			"at": "2026-03-01T12:00:00.000Z",
		}, entries[1].Values)

		want := outlettest.Rejected("rr1")
		want.Payload, want.Queue, want.Class = nil, "", queue.Terminal
		require.Equal(t, want, queue.ParseOutcome(entries[0].Values))
	})
}

func TestRecordEntersFailuresAndASuccessTakesThemOut(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		recorder, failures := outlet.NewRecorder(rdb), queue.NewFailures(rdb, "main")
		record := func(number string, given, answered int, outcome string) {
			o := outlettest.Rejected(number)
			o.GivenCarrier, o.Carrier, o.Outcome = given, answered, outcome
			require.NoError(t, recorder.Record(ctx, []queue.Outcome{o}))
		}
		ids := func() []string {
			found := []string{}
			for f, err := range failures.All(ctx, queue.Filter{}) {
				require.NoError(t, err)
				found = append(found, f.ID)
			}
			slices.Sort(found)
			return found
		}

		record("rr1", 3011, 0, queue.Rejected)
		record("RR1", 0, 0, queue.Exhausted)
		record("rr1", 21051, 0, queue.Expired)
		record("rr1", 100001, 0, queue.Rejected)
		record("rr2", 3011, 0, queue.Rejected)
		require.Equal(t, []string{"register:0:RR1", "register:100001:RR1", "register:21051:RR1", "register:3011:RR1", "register:3011:RR2"}, ids())

		record("rr1", 3011, 0, queue.Known)
		record("rr1", 3011, 0, queue.Cancelled)
		require.Len(t, ids(), 5, "known and cancelled change nothing")

		record("Rr1", 3011, 21051, queue.AlreadyRegistered)
		require.Equal(t, []string{"register:100001:RR1", "register:3011:RR2"}, ids(), "given, answered and none")
	})
}

func TestRecordKeepsTheFailureAsTheContractSays(t *testing.T) {
	ctx := t.Context()
	rdb := redistest.Start(t).Client()
	require.NoError(t, outlet.NewRecorder(rdb).Record(ctx, []queue.Outcome{outlettest.Rejected("rr1")}))
	text, err := rdb.HGet(ctx, "trackreg:{main}:failures", "register:3011:RR1").Result()
	require.NoError(t, err)
	require.Equal(t, `{"class":"terminal","outcome":"rejected","code":-18010019,"message":"-18010019 postal code required",`+
		`"remedy":"add_postal_code","payload":{"number":"rr1","carrier":3011,"remark":"<b>"},`+
		`"task":"register:3011:RR1:0123456789abcdef","queue":"main-bulk","attempts":1,"at":"2026-03-01T12:00:00Z"}`, text)
}

func TestRecordTakesPayloadsThatAreNoEntry(t *testing.T) {
	ctx := t.Context()
	rdb := redistest.Start(t).Client()
	for i, payload := range []string{"", "no JSON", "\xff\xfe", strings.Repeat("x", 10<<20)} {
		o := queue.Outcome{Task: fmt.Sprint("foreign-", i), Account: "main", Op: "register", Outcome: queue.Rejected, Payload: json.RawMessage(payload)}
		require.NoError(t, outlet.NewRecorder(rdb).Record(ctx, []queue.Outcome{o}))
	}
	found := 0
	for f, err := range queue.NewFailures(rdb, "main").All(ctx, queue.Filter{}) {
		require.NoError(t, err)
		require.Equal(t, "register:0:?"+f.Task, f.ID, "none takes another's place")
		require.Less(t, len(f.Payload), queue.MaxPayload)
		found++
	}
	require.Equal(t, 4, found)
}

func TestRecordSaysWhenRedisRefuses(t *testing.T) {
	ctx := t.Context()
	rdb := redistest.RequireReal(t).Client()
	require.NoError(t, rdb.ConfigSet(ctx, "maxmemory", "1").Err())
	require.Error(t, outlet.NewRecorder(rdb).Record(ctx, []queue.Outcome{outlettest.Rejected("rr1")}))
	require.NoError(t, rdb.ConfigSet(ctx, "maxmemory", "0").Err())
	n, err := rdb.Exists(ctx, "trackreg:{main}:out", "trackreg:{main}:failures").Result()
	require.NoError(t, err)
	require.Zero(t, n, "all or nothing")
}

func BenchmarkRecord(b *testing.B) {
	rdb := redistest.RequireReal(b).Client()
	recorder := outlet.NewRecorder(rdb)
	batch := make([]queue.Outcome, 40)
	for i := range batch {
		batch[i] = outlettest.Rejected(fmt.Sprintf("RR%09dCN", i))
		batch[i].Outcome = queue.Registered
	}
	for b.Loop() {
		require.NoError(b, recorder.Record(b.Context(), batch))
	}
	b.ReportMetric(float64(b.N*len(batch))/b.Elapsed().Seconds(), "outcomes/s")
}
