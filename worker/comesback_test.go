package worker_test

import (
	"testing"
	"time"

	"github.com/hibiken/asynq"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/track17/sandbox"
)

// The numbers of these tests have a Timeout so short that no other number
// passes while they are here. What one of their stays has shown counts in the
// next, or they would come round for ever.

const shortStay = 15 * time.Second

// TestSuspectsWhoseTimeRunsOutComeToAnEnd has two poisonous numbers that bring
// a hold on the account each time they come together.
func TestSuspectsWhoseTimeRunsOutComeToAnEnd(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		bad := []string{
			w.Foreign("main-live", `{"number":"SBXCALL18010013-1","carrier":3011}`, asynq.Timeout(shortStay)),
			w.Foreign("main-bulk", `{"number":"SBXCALL18010013-2","carrier":3011}`, asynq.Timeout(shortStay)),
		}
		w.Work(w.defaults(w.main()))
		w.pass(5 * time.Second)
		state, err := w.gate().Read(w.T.Context())
		require.NoError(w.T, err)
		require.True(w.T, state.Account.Closed(), "two that fail alike look like the account's fault")
		w.passWhileAway()
		w.requireEach(w.within(time.Minute, bad...), "rejected", bad)
	})
}

// TestALoneNumberWhoseTimeRunsOutIsCounted has a number that the vendor leaves
// out of its answer.
func TestALoneNumberWhoseTimeRunsOutIsCounted(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		bad := []string{w.Foreign("main-live", `{"number":"SBXOMIT1","carrier":3011}`, asynq.Timeout(shortStay))}
		o := w.defaults(w.main())
		o.MaxAttempts = 1
		w.Work(o)
		w.pass(20 * time.Second)
		w.passWhileAway()
		w.requireEach(w.within(time.Minute, bad...), "exhausted", bad)
	})
}

// passWhileAway has a number registered before those whose time ran out come
// again, a minute after they left.
func (w *world) passWhileAway() {
	w.T.Helper()
	good := w.good("main-live", 1)
	w.requireAll(w.within(65*time.Second, good...), "registered", good)
}

// requireEach checks that every task ended with the outcome, once.
func (w *world) requireEach(got map[string][]map[string]any, outcome string, tasks []string) {
	w.T.Helper()
	for _, id := range tasks {
		require.Len(w.T, got[id], 1, id)
		require.Equal(w.T, outcome, got[id][0]["outcome"], got[id][0])
	}
}
