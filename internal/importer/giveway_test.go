package importer_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/hibiken/asynq"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/importer"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/source"
	"github.com/trackreg/trackreg/internal/importer/sourcetest"
	"github.com/trackreg/trackreg/internal/keyspace"
)

// TestARunThatHasToWaitForAnotherHoldsNothing has a run wait for its source, and another for that
// run: the second goes back to its queue, and is no trouble of Redis's.
func TestARunThatHasToWaitForAnotherHoldsNothing(t *testing.T) {
	virtually(t, func(r *rig) {
		r.source.Put("a.csv", "1", sourcetest.CSV(sourcetest.Numbers("GOOD", 5)...))
		r.source.Fail("a.csv", 0, &source.Error{Part: "a.csv", Problem: "does not answer", Passing: true})
		var troubles atomic.Int64
		r.work(func(o *importer.Options) {
			o.OnRedis = func(err error) {
				if err != nil {
					troubles.Add(1)
				}
			}
		})
		first := r.start()
		r.until(first, func(s ledger.State) bool { return s.Why != "" }, "the run to wait")
		second := r.start(importer.By{At: time.Now()})
		seen := 0
		for range 60 {
			time.Sleep(time.Second)
			task, err := asynq.NewInspectorFromRedisClient(r.rdb).GetTaskInfo(keyspace.ImportsQueue, second)
			require.NoError(r.t, err)
			if task.State == asynq.TaskStateActive {
				seen++
			}
		}
		require.Less(r.t, seen, 5, "it is back in the queue")
		require.Zero(r.t, troubles.Load())
		r.source.Fail("", 0, nil)
		r.sell()
		require.EqualValues(r.t, 5, r.ended(first).Counts.Registered)
		r.ended(second)
	})
}
