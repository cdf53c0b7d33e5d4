package queue_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/queue"
)

// Other programs rely on each of these names as it is written here.
func TestNamesAreThoseOfTheContract(t *testing.T) {
	require.Equal(t, "tracking:register", queue.TaskType(queue.Register))
	require.Equal(t, "main-live", queue.LiveQueue("main"))
	require.Equal(t, "main-bulk", queue.BulkQueue("main"))
	require.Equal(t, "main-stoptrack", queue.OperationQueue("main", "stoptrack"))
	require.Equal(t, "trackreg-imports", queue.ImportsQueue)
	require.Equal(t, "trackreg:import", queue.ImportType)
	require.Equal(t, "import-nightly", queue.ImportGroup("nightly"))

	keys := queue.Keys("main")
	require.Equal(t, "trackreg:{main}:in", keys.In())
	require.Equal(t, "trackreg:{main}:in:refused", keys.Refused())
	require.Equal(t, "trackreg:{main}:out", keys.Out())
	require.Equal(t, "trackreg:{main}:events", keys.Events())
	require.Equal(t, "trackreg:{main}:failures", keys.Failures())
	require.Equal(t, "trackreg:{main}:gate", keys.Gate())
	require.Equal(t, "trackreg:{main}:known:2026-01", keys.Known("2026-01"))
	require.Equal(t, "trackreg:{main}:import:nightly", keys.Import("nightly"))
	require.Equal(t, "trackreg:{main}:import:nightly:runs", keys.ImportKept("nightly", "runs"))
	require.Equal(t, "trackreg:{main}:import:nightly:run:nightly@2026-11-24T02:00", keys.ImportRun("nightly", "run", "nightly@2026-11-24T02:00"))
	require.Equal(t, "trackreg:{main}:anything", keys.Own("anything"))
}

func TestCheckAccount(t *testing.T) {
	for _, name := range []string{"main", "eu_base", "a", "0"} {
		require.NoError(t, queue.CheckAccount(name), name)
	}
	for _, name := range []string{"", "Main", "eu-base", "a b", "ä", "a}"} {
		err := queue.CheckAccount(name)
		require.ErrorIs(t, err, queue.ErrAccountName, name)
	}
}
