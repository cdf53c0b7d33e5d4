package ledger_test

import (
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
