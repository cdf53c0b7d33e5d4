package ledger_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/importer/ledger"
)

// TestOutcomesThatAreAheadOfTheirRowsLeaveNothingNegative: a fast worker ends rows before the chunk
// that they are of is counted.
func TestOutcomesThatAreAheadOfTheirRowsLeaveNothingNegative(t *testing.T) {
	ahead := ledger.Counts{Read: 10, Queued: 10, Registered: 12}
	require.Zero(t, ahead.Outstanding())
	require.False(t, ahead.AddUp())
	left, known := ledger.State{Phase: ledger.Feeding, Share: 0.5, Rate: 2, Counts: ahead}.Left()
	require.True(t, known)
	require.Equal(t, 5*time.Second, left)
}

func TestTheListOfCountsIsThatOfTheirJSON(t *testing.T) {
	text, err := json.Marshal(ledger.Counts{})
	require.NoError(t, err)
	var names map[string]int64
	require.NoError(t, json.Unmarshal(text, &names))
	require.Equal(t, names, ledger.Counts{}.ByName())
	require.Len(t, ledger.Counts{}.All(), len(names))
}

func TestPhasesEndInTheirOrder(t *testing.T) {
	for i, phase := range ledger.Phases() {
		require.Equal(t, i > 0 && i < 3, phase.UnderWay(), phase)
		require.Equal(t, i > 2, phase.Ended(), phase)
	}
}
