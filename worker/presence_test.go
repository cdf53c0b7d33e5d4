package worker_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/presence"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// TestAWorkerSaysThatItServesAndWhatItHolds, and takes that back while its last calls are under way.
func TestAWorkerSaysThatItServesAndWhatItHolds(t *testing.T) {
	o := sandbox.DefaultOptions()
	o.Service = sandbox.Span{Min: 20 * time.Second, Max: 20 * time.Second}
	virtually(t, o, func(w *world) {
		w.good("main-bulk", 100)
		options := w.defaults(w.main())
		options.Version, options.RequestsInFlight = "v1.2.3", 1
		stop := w.Work(options)
		w.pass(45 * time.Second)
		served := func() []presence.Worker {
			all, err := presence.NewReader(w.Redis).Of(w.T.Context(), "main")
			require.NoError(w.T, err)
			return all
		}
		all := served()
		require.Len(w.T, all, 1)
		require.Equal(w.T, "v1.2.3", all[0].Version)
		require.True(w.T, all[0].Passing, "it reads no inlet")
		require.Positive(w.T, all[0].InCall)
		require.Greater(w.T, all[0].InHand, all[0].InCall)
		require.LessOrEqual(w.T, all[0].InHand, int64(100))
		stop()
		require.Empty(w.T, served())
	})
}
