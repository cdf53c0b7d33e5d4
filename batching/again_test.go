package batching

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Twice may be bad luck. From the third failure on a lone item is doubted, and counts for MaxSuspects.
func TestALoneItemIsASuspectFromItsThirdAgain(t *testing.T) {
	tb := newTable(t, Config{})
	tb.add(bulk, "bad")
	for _, want := range []Stats{{Waiting: 1}, {Groups: 1, Grouped: 1}, {Suspects: 1}, {Suspects: 1}} {
		require.Empty(t, tb.end(tb.take(), Again))
		require.Equal(t, want, tb.s.stats())
		tb.after(time.Minute)
	}
}
