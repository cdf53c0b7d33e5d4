package erase_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/audit"
	"github.com/trackreg/trackreg/internal/carriers"
	"github.com/trackreg/trackreg/internal/erase"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/known"
	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/strays"
	"github.com/trackreg/trackreg/queue"
)

const (
	wanted = "RR123456785CN"
	longer = "RR123456785CN7" // another that begins alike
)

// plant puts a number wherever one can be.
func plant(t *testing.T, rdb redis.UniversalClient, number string) {
	t.Helper()
	ctx := t.Context()
	client, inspector := asynq.NewClientFromRedisClient(rdb), asynq.NewInspectorFromRedisClient(rdb)
	task := func(qname, payload string, opts ...asynq.Option) string {
		info, err := client.Enqueue(asynq.NewTask("tracking:register", []byte(payload)), append(opts, asynq.Queue(qname))...)
		require.NoError(t, err)
		return info.ID
	}
	task("main-live", `{"number":"`+strings.ToLower(number)+`"}`)
	task("main-bulk", `{"number":"\u0052`+number[1:]+`","carrier":3011}`)
	task("main-bulk", `{"number":"`+number+`"}`, asynq.ProcessIn(time.Hour))
	require.NoError(t, inspector.ArchiveTask("main-live", task("main-live", `{"number":"`+number+`","carrier":"no code"}`)))
	require.NoError(t, inspector.ArchiveTask("main-live", task("main-live", `number=`+number)))

	add := func(stream string, values ...any) {
		require.NoError(t, rdb.XAdd(ctx, &redis.XAddArgs{Stream: "trackreg:{main}:" + stream, Values: values}).Err())
	}
	add("in", "number", number, "consignee", "Jane Roe")
	add("in", "payload", `{"number":"`+number+`"}`)
	add("in:refused", "number", number, "reason", "x", "entry", "1-1")
	add("in:refused", "payload", `[{"number":"`+number+`"}`, "reason", "is not JSON", "entry", "1-2")
	add("tracking", "number", number, "payload", `{"number":"`+number+`"}`)
	add("events", "event", "account.held", "message", "17TRACK: '"+number+"' is wrong")

	other := fmt.Sprintf("AB000%02d", len(number))
	failed := queue.Outcome{Account: "main", Op: queue.Register, Number: number, GivenCarrier: 3011, Outcome: queue.Rejected, Task: "t:" + number, Queue: "main-bulk", Payload: json.RawMessage(`{"number":"` + number + `"}`)}
	mending := failed
	mending.Number, mending.GivenCarrier, mending.Task = other, 0, "t:"+other
	mending.Payload = json.RawMessage(`{"number":"` + other + `","_mends":"register:3011:` + number + `"}`)
	done := queue.Outcome{Account: "main", Op: queue.Register, Number: number, Carrier: 999_999, Outcome: queue.Registered, Task: "t"}
	require.NoError(t, outlet.NewRecorder(rdb).Record(ctx, []queue.Outcome{failed, mending, done}))
	_, err := known.NewRecord(rdb, "main", 4).Add(ctx, []string{"register:0:" + number, "register:100001:" + number, "register:999999:" + number})
	require.NoError(t, err)

	book := ledger.New(rdb, "main", "nightly")
	require.NoError(t, book.Add(ctx, runOf(number), ledger.Order{}))
	held, err := book.Take(ctx, "me", time.Minute)
	require.NoError(t, err)
	require.True(t, held)
	run := book.Run(runOf(number), "me")
	require.NoError(t, run.Begin(ctx, []ledger.Part{{}}))
	_, err = run.Commit(ctx, ledger.Chunk{Fates: []ledger.Fate("iii"), Failed: []ledger.FailedRow{
		{Ordinal: 0, Number: number, Outcome: "invalid"}, {Ordinal: 1, Number: "AB00002", Outcome: "invalid"}, {Ordinal: 2, Cells: []string{"x", strings.ToLower(number)}, Outcome: "invalid"},
	}})
	require.NoError(t, err)
	require.NoError(t, book.Release(ctx, "me"))
	require.NoError(t, rdb.HSet(ctx, "trackreg:{main}:gate", "lone", number).Err())
	require.NoError(t, strays.NewRecord(rdb, "main").Put(ctx, strays.Stray{Task: "register:0:" + number + ":0", Queue: "main-live"}))
	require.NoError(t, audit.NewRecorder(rdb).Record(ctx, audit.Deed{What: audit.Retry, Who: "ops", Account: "main", Filter: "number=" + number}))
}

func runOf(number string) string { return fmt.Sprintf("nightly@2026-11-%02dT02:00", len(number)) }

// TestANumberThatIsPlantedEverywhereIsFoundNowhere, while one that only begins alike stays where it is.
func TestANumberThatIsPlantedEverywhereIsFoundNowhere(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		plant(t, rdb, longer)
		plant(t, rdb, wanted)
		before := traces(t, rdb, longer)
		eraser := erase.New(rdb, carriers.BuiltIn())

		seen, err := eraser.Erase(t.Context(), "main", " rr123456785cn ", true)
		require.NoError(t, err)
		require.NotZero(t, seen.Found())
		require.Equal(t, seen.Found(), seen.Left(), "it only looked")
		held := traces(t, rdb, wanted)

		r, err := eraser.Erase(t.Context(), "main", wanted, false)
		require.NoError(t, err)
		for i, trace := range r.Traces {
			require.NotZero(t, trace.Found, trace.Place)
			require.Equal(t, seen.Traces[i].Found, trace.Found, trace.Place)
		}
		require.NotEqual(t, held, traces(t, rdb, wanted))
		require.Empty(t, traces(t, rdb, wanted))
		for row, err := range ledger.New(rdb, "main", "nightly").Failed(t.Context(), runOf(wanted)) {
			require.NoError(t, err)
			require.Equal(t, "AB00002", row.Number)
		}
		is, err := known.NewRecord(rdb, "main", 4).Check(t.Context(), []string{"register:0:" + wanted, "register:100001:" + wanted, "register:999999:" + wanted})
		require.NoError(t, err)
		require.Equal(t, []bool{false, false, false}, is)
		require.Zero(t, r.Left(), "%+v", r)

		after := traces(t, rdb, longer)
		require.Equal(t, before, after, "another number that begins alike")
		again, err := eraser.Erase(t.Context(), "main", wanted, false)
		require.NoError(t, err)
		require.Zero(t, again.Found())

		deeds, err := audit.NewReader(rdb).Newest(t.Context(), "main", 10)
		require.NoError(t, err)
		require.Len(t, deeds, 2, "the deed stays")
	})
}

// TestWhatCannotBeErasedIsSaid: one number of several, and the task of another.
func TestWhatCannotBeErasedIsSaid(t *testing.T) {
	rdb := redistest.Embedded(t)
	require.NoError(t, rdb.XAdd(t.Context(), &redis.XAddArgs{Stream: "trackreg:{main}:in", Values: []any{"payload", `[{"number":"` + wanted + `"},{"number":"AB00001"}]`}}).Err())
	_, err := asynq.NewClientFromRedisClient(rdb).Enqueue(asynq.NewTask("tracking:register", []byte(`{"number":"AB00002","_mends":"register:0:`+wanted+`"}`)), asynq.Queue("main-live"))
	require.NoError(t, err)
	r, err := erase.New(rdb, carriers.BuiltIn()).Erase(t.Context(), "main", wanted, false)
	require.NoError(t, err)
	require.Equal(t, 2, r.Left())
	var out strings.Builder
	require.NoError(t, erase.WriteTable(&out, []erase.Report{r}, false))
	require.Contains(t, out.String(), wanted+" of main: 2 traces found, 2 traces left\n")
	require.Contains(t, out.String(), "1 left: the task of another number names it")
	require.Contains(t, out.String(), "1 left: it is one of several numbers of an entry that is not read yet")

	_, err = erase.New(rdb, carriers.BuiltIn()).Erase(t.Context(), "main", "no number", false)
	var refused *queue.EntryError
	require.ErrorAs(t, err, &refused)
}

// traces counts the texts that hold a number as a word of its own, by key.
func traces(t *testing.T, rdb redis.UniversalClient, number string) map[string]int {
	t.Helper()
	found := map[string]int{}
	for key, all := range redistest.Texts(t, rdb) {
		for _, text := range all {
			if holds(text, number) {
				found[key]++
			}
		}
	}
	return found
}

func holds(text, number string) bool {
	upper := strings.ToUpper(text)
	for at := strings.Index(upper, number); at >= 0; {
		behind := at + len(number)
		if behind == len(upper) || !strings.ContainsAny(upper[behind:behind+1], "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
			return true
		}
		next := strings.Index(upper[behind:], number)
		if next < 0 {
			return false
		}
		at = behind + next
	}
	return false
}
