package job

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/worker"
)

func TestStopwatchReadsRateAndFill(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newStopwatch()
		require.Zero(t, w.rate())
		require.Zero(t, w.read())
		for range 30 { // at a third of a second: 3 calls a second, 39 of 40 numbers
			time.Sleep(time.Second / 3)
			w.call(worker.Call{Size: 39, Took: time.Second / 3})
			w.outcomes(39)
		}
		require.InDelta(t, 117, w.rate(), 3)
		r := w.read()
		require.EqualValues(t, 30, r.calls)
		require.InDelta(t, 0.975, r.fill(40), 1e-9)
		require.InDelta(t, 10, r.elapsed.Seconds(), 0.01)
		require.InDelta(t, 117, r.rate, 0.2)

		time.Sleep(time.Minute)
		require.Less(t, w.rate(), 20.0, "lately nothing ended")
		require.InDelta(t, 117, w.read().rate, 0.2)
	})
}

func TestProgressSaysHowLongTheRestTakes(t *testing.T) {
	require.Equal(t, 10*time.Second, Progress{Expected: 2000, Ended: 1000, Rate: 100}.Left())
	require.Zero(t, Progress{Expected: 2000, Ended: 1000}.Left())
	require.Zero(t, Progress{Ended: 1000, Rate: 100}.Left())
}
