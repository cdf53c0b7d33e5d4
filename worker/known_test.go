package worker_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/known"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/track17/sandbox"
	"github.com/trackreg/trackreg/worker"
	"github.com/trackreg/trackreg/worker/internal/workrig"
)

func TestWhatIsRegisteredBecomesKnown(t *testing.T) {
	r := workrig.New(t, redistest.Embedded(t), sandbox.Options{})
	remembers := r.Account("main", func(a *worker.Account) { a.KnownMonths = 4 })
	stop := r.Work(r.Options(remembers, r.Account("eu")))
	r.Await("main", r.Enqueue("main", `{"number":"rr123456785cn"}`, `{"number":"SBX18010019A","carrier":3011}`)...)
	r.Await("eu", r.Enqueue("eu", `{"number":"RR123456785CN"}`)...)
	stop()

	identities := []string{"register:0:RR123456785CN", "register:3011:RR123456785CN", "register:3011:SBX18010019A"}
	is, err := known.NewRecord(r.Redis, "main", 4).Check(t.Context(), identities)
	require.NoError(t, err)
	require.Equal(t, []bool{true, true, false}, is, "under the carrier given and the one answered; what is rejected is not")

	is, err = known.NewRecord(r.Redis, "eu", 4).Check(t.Context(), identities)
	require.NoError(t, err)
	require.Equal(t, []bool{false, false, false}, is, "only where the account wants it")
}
