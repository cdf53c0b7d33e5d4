package realtest_test

import (
	"testing"
	"time"

	"github.com/hibiken/asynq"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/known"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17/sandbox"
	"github.com/trackreg/trackreg/worker"
	"github.com/trackreg/trackreg/worker/internal/workrig"
)

// TestEveryWayToEndIsTheSameOnARealServer has numbers of all fates in one account, beside one that
// 17TRACK refuses. Package worker's own tests look at each more closely, on the embedded server.
func TestEveryWayToEndIsTheSameOnARealServer(t *testing.T) {
	t.Parallel()
	r := workrig.New(t, redistest.RequireReal(t).Client(), sandbox.Options{Keys: []string{"key-of-main"}})
	good := r.Foreign("main-live", `{"number":"RR123456785CN"}`, asynq.Retention(time.Hour))
	again := r.Enqueue("main", `{"number":"RR123456785CN","_ref":"another caller"}`)[0]
	refused := r.Enqueue("main", `{"number":"SBX18010019A","carrier":3011}`)[0]
	broken := r.Foreign("main-bulk", `no json`)
	late := r.Foreign("main-bulk", r.Number(), asynq.Deadline(time.Now().Add(-time.Minute)))
	stuck := r.Enqueue("stuck", r.Number())[0]
	foreign, err := asynq.NewClientFromRedisClient(r.Redis).Enqueue(asynq.NewTask("email:send", nil), asynq.Queue("main-live"))
	require.NoError(t, err)
	remembers := r.Account("main", func(a *worker.Account) { a.KnownMonths = 4 })
	r.Work(r.Options(remembers, r.Account("stuck")))

	got := r.Await("main", good, again, refused, broken, late)
	ends := []any{got[good][0]["outcome"], got[again][0]["outcome"]}
	require.ElementsMatch(t, []any{queue.Registered, queue.AlreadyRegistered}, ends, "no order is promised between the two")
	require.Equal(t, queue.Rejected, got[refused][0]["outcome"])
	require.Equal(t, "add_postal_code", got[refused][0]["remedy"])
	require.Equal(t, queue.Rejected, got[broken][0]["outcome"])
	require.Equal(t, queue.Expired, got[late][0]["outcome"])
	require.Empty(t, r.Outcomes("stuck")[stuck], "an account that is refused blames no number")

	require.NotEmpty(t, r.SettledTask("main-live", good).Result)
	require.Nil(t, r.SettledTask("main-live", again), "completed, and asked to be forgotten")
	require.Contains(t, r.SettledTask("main-live", refused).LastErr, "-18010019")
	require.Contains(t, r.SettledTask("main-live", foreign.ID).LastErr, `"email:send"`)

	failures, err := queue.NewFailures(r.Redis, "main").Len(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 3, failures)
	is, err := known.NewRecord(r.Redis, "main", 4).Check(t.Context(), []string{"register:3011:RR123456785CN", "register:3011:SBX18010019A"})
	require.NoError(t, err)
	require.Equal(t, []bool{true, false}, is)
	require.EqualValues(t, 1, r.Vendor.Summary("key-of-main").Registrations)
}
