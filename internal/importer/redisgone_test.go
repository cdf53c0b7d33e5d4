package importer_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/sourcetest"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
)

// TestARunGoesOnAfterRedisWasAway kills Redis in the middle of the feeding, and starts it again.
func TestARunGoesOnAfterRedisWasAway(t *testing.T) {
	t.Parallel()
	// Written before it is answered, as with AppendOnly, and there for whoever is not the kernel.
	server := redistest.RequireReal(t, redistest.Args("--appendonly", "yes", "--appendfsync", "no"))
	r := newRig(t, server.Client())
	r.source.Put("a.csv", "1", sourcetest.CSV(sourcetest.Numbers("GOOD", 3_000)...))
	r.work()
	id := r.start()
	r.until(id, func(s ledger.State) bool { return s.Counts.Read > 0 }, "some rows to be read")
	server.Kill()
	server.Restart()
	r.waits(id, 3_000)
	require.EqualValues(t, 3_000, r.bulk().Pending)
	r.sell()
	state := r.ended(id)
	require.Equal(t, ledger.Finished, state.Phase, state.Why)
	require.Equal(t, ledger.Counts{Read: 3_000, Queued: 3_000, Registered: 3_000}, state.Counts)
}
