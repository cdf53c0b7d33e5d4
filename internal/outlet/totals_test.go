package outlet_test

import (
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/internal/outlet/outlettest"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
)

func TestTotalsCountWhatIsRecorded(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		totals, err := queue.ReadTotals(t.Context(), rdb, "main")
		require.NoError(t, err)
		require.Zero(t, totals.Done())

		outlettest.Record(t, rdb, "1", "2")
		outlettest.Record(t, rdb, "3")
		require.NoError(t, outlet.NewRecorder(rdb).Record(t.Context(), []queue.Outcome{outlettest.Rejected("rr1")}))
		totals, err = queue.ReadTotals(t.Context(), rdb, "main")
		require.NoError(t, err)
		require.Equal(t, queue.Totals{queue.Registered: 3, queue.Rejected: 1}, totals)
		require.EqualValues(t, 3, totals.Done())
	})
}
