package keyspace_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/keyspace"
)

// Other programs and versions rely on each of these names as it is written here.
func TestNamesAreThoseOfTheContract(t *testing.T) {
	require.Equal(t, "trackreg-imports", keyspace.ImportsQueue)
	require.Equal(t, "trackreg:import", keyspace.ImportType)
	require.Equal(t, "import-nightly", keyspace.ImportGroup("nightly"))

	keys := keyspace.Account("main")
	require.Equal(t, "trackreg:{main}:in", keys.In())
	require.Equal(t, "trackreg:{main}:in:refused", keys.Refused())
	require.Equal(t, "trackreg:{main}:out", keys.Out())
	require.Equal(t, "trackreg:{main}:events", keys.Events())
	require.Equal(t, "trackreg:{main}:audit", keys.Audit())
	require.Equal(t, "trackreg:{main}:failures", keys.Failures())
	require.Equal(t, "trackreg:{main}:gate", keys.Gate())
	require.Equal(t, "trackreg:{main}:known:2026-01", keys.Known("2026-01"))
	require.Equal(t, "trackreg:{main}:import:nightly", keys.Import("nightly"))
	require.Equal(t, "trackreg:{main}:import:nightly:runs", keys.ImportKept("nightly", "runs"))
	require.Equal(t, "trackreg:{main}:import:nightly:run:nightly@2026-11-24T02:00", keys.ImportRun("nightly", "run", "nightly@2026-11-24T02:00"))
	require.Equal(t, "trackreg:{main}:anything", keys.Own("anything"))
}
