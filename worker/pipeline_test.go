package worker_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/hibiken/asynq"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17/sandbox"
	"github.com/trackreg/trackreg/worker"
	"github.com/trackreg/trackreg/worker/internal/workrig"
)

func TestEveryNumberEndsWithItsOutcome(t *testing.T) {
	r := workrig.New(t, redistest.Embedded(t), sandbox.Options{})
	ids := r.Enqueue("main",
		`{"number":"RR123456785CN","tag":"a tag","_ref":"my ref","_source":"a source"}`,
		`{"number":"SBX18010019A","carrier":3011}`,
	)
	twice := r.Enqueue("main", `{"number":"RR123456785CN","_ref":"another caller"}`)
	r.Work(r.Options(r.Account("main")))
	got := r.Await("main", append(ids, twice...)...)

	registered := got[ids[0]][0]
	require.Equal(t, "registered", registered["outcome"])
	require.Equal(t, "a tag", registered["tag"])
	require.Equal(t, "my ref", registered["ref"])
	require.Equal(t, "a source", registered["source"])
	require.Equal(t, "3011", registered["carrier"])
	require.Equal(t, "already_registered", got[twice[0]][0]["outcome"])

	rejected := got[ids[1]][0]
	require.Equal(t, "rejected", rejected["outcome"])
	require.Equal(t, "terminal", rejected["class"])
	require.Equal(t, "-18010019", rejected["code"])
	require.Equal(t, "add_postal_code", rejected["remedy"])
	info := r.SettledTask("main-live", ids[1])
	require.NotNil(t, info)
	require.Contains(t, info.LastErr, "-18010019")
	require.Contains(t, info.LastErr, "add destination_postal_code")

	failure, err := r.Redis.HGet(t.Context(), "trackreg:{main}:failures", "register:3011:SBX18010019A").Result()
	require.NoError(t, err)
	require.JSONEq(t, `"add_postal_code"`, string(field(t, failure, "remedy")))
}

func field(t *testing.T, object, name string) json.RawMessage {
	t.Helper()
	var fields map[string]json.RawMessage
	require.NoError(t, json.Unmarshal([]byte(object), &fields))
	return fields[name]
}

func TestCallsAreFullWhileNumbersWait(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		ids := w.good("main-live", 400)
		calls := make(chan worker.Call, 1000)
		o := w.defaults(w.main())
		o.OnCall = func(c worker.Call) { calls <- c }
		w.Work(o)
		w.requireAll(w.within(time.Minute, ids...), "registered", ids)
		close(calls)
		full := 0
		for c := range calls {
			require.LessOrEqual(t, c.Size, 40)
			if c.Size == 40 {
				full++
			}
			require.Len(t, c.SlotWaits, 1)
			require.Equal(t, worker.LiveClass, c.SlotWaits[0].Class)
			require.Positive(t, c.SlotWaits[0].Took)
		}
		require.GreaterOrEqual(t, full, 9, "of ten calls, all but the first or last are full")
	})
}

func TestAResultIsKeptForTasksWithRetention(t *testing.T) {
	r := workrig.New(t, redistest.Embedded(t), sandbox.Options{})
	id := r.Foreign("main-live", `{"number":"RR123456785CN"}`, asynq.Retention(time.Hour))
	r.Work(r.Options(r.Account("main")))
	r.Await("main", id)
	info := r.SettledTask("main-live", id)
	require.NotNil(t, info)
	require.JSONEq(t, `{"outcome":"registered","carrier":3011,"origin":1}`, string(info.Result))
}

func TestWhatCanNeverBeSentIsRejectedBeforeItCostsACall(t *testing.T) {
	r := workrig.New(t, redistest.Embedded(t), sandbox.Options{})
	ids := map[string]string{
		r.Foreign("main-live", `no json`):                      "fix_field",
		r.Foreign("main-live", `{"number":""}`):                "fix_number",
		r.Foreign("main-live", `{"number":"1.2E+17"}`):         "fix_number",
		r.Foreign("main-live", `{"number":17}`):                "fix_number",
		r.Foreign("main-bulk", `{"number":"A1","carrier":{}}`): "fix_field",
	}
	r.Work(r.Options(r.Account("main")))
	for id, remedy := range ids {
		got := r.Await("main", id)[id][0]
		require.Equal(t, "rejected", got["outcome"])
		require.Equal(t, remedy, got["remedy"], got["message"])
		require.NotEmpty(t, got["message"])
	}
	require.Zero(t, r.Vendor.Summary("key-of-main").Registrations)
}

func TestTheRecordOfARefusedPayloadHoldsItAsItCame(t *testing.T) {
	r := workrig.New(t, redistest.Embedded(t), sandbox.Options{})
	wrong, broken := `{"number":"AB12345","carrier":"DHL","_ref":"order 7"}`, `no json`
	ids := []string{r.Foreign("main-live", wrong), r.Foreign("main-bulk", broken)}
	r.Work(r.Options(r.Account("main")))
	got := r.Await("main", ids...)
	require.Equal(t, "AB12345", got[ids[0]][0]["number"])
	require.Equal(t, "order 7", got[ids[0]][0]["ref"])
	payloads := map[string]string{}
	for f, err := range queue.NewFailures(r.Redis, "main").All(t.Context(), queue.Filter{}) {
		require.NoError(t, err)
		payloads[f.Task] = string(f.Payload)
	}
	require.Equal(t, map[string]string{ids[0]: wrong, ids[1]: `"no json"`}, payloads)
}

func TestATaskOfAnotherTypeIsArchivedWithTheReason(t *testing.T) {
	r := workrig.New(t, redistest.Embedded(t), sandbox.Options{})
	client := asynq.NewClientFromRedisClient(r.Redis)
	task, err := client.Enqueue(asynq.NewTask("email:send", nil), asynq.Queue("main-live"))
	require.NoError(t, err)
	r.Work(r.Options(r.Account("main")))
	info := r.SettledTask("main-live", task.ID)
	require.NotNil(t, info)
	require.Contains(t, info.LastErr, `a task of type "email:send" does not belong in queue main-live`)
}

func TestAStuckAccountDoesNotSlowAnother(t *testing.T) {
	r := workrig.New(t, redistest.Embedded(t), sandbox.Options{Keys: []string{"key-of-well"}})
	stuck := r.Enqueue("stuck", `{"number":"RR123456785CN"}`)
	var payloads []string
	for i := range 200 {
		payloads = append(payloads, fmt.Sprintf(`{"number":"TEST%08d","carrier":3011}`, i))
	}
	well := r.Enqueue("well", payloads...)
	r.Work(r.Options(r.Account("stuck"), r.Account("well")))
	got := r.Await("well", well...)
	require.Len(t, got, 200)
	require.Empty(t, r.Outcomes("stuck")[stuck[0]], "the unknown key holds the account; its number is not blamed")
}
