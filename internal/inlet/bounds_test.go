package inlet_test

import (
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/inlet"
)

// allocated is how many bytes do has allocated.
func allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestAnArrayOfMillionsOfOnesIsCountedNotDecoded(t *testing.T) {
	payload := "[1" + strings.Repeat(",1", 8<<20-8) + "]"
	var err error
	took := allocated(func() { _, err = inlet.ReadEntry(map[string]string{"payload": payload}) })
	require.ErrorContains(t, err, "is an array of 8388601 items")
	require.Less(t, took, uint64(len(payload)+1<<20), "16 MiB took 564 MB")
}

func TestAPayloadNestedAMillionDeepIsRefused(t *testing.T) {
	for _, payload := range []string{
		strings.Repeat("[", 8<<20), strings.Repeat("[", 1<<20) + strings.Repeat("]", 1<<20), "[" + strings.Repeat(`{"a":`, 1<<20) + "1" + strings.Repeat("}", 1<<20) + "]",
	} {
		took := allocated(func() {
			_, err := inlet.ReadEntry(map[string]string{"payload": payload})
			require.ErrorContains(t, err, "is not JSON")
		})
		require.Less(t, took, uint64(len(payload)+2<<20))
	}
	for _, payload := range []string{strings.Repeat(`{"a":`, 5000) + "1" + strings.Repeat("}", 5000), `{"number":"AB12345","a":` + strings.Repeat("[", 50) + strings.Repeat("]", 50) + "}"} {
		_, err := inlet.ReadEntry(map[string]string{"payload": payload})
		require.Error(t, err)
		r, err := inlet.ReadEntry(map[string]string{"payload": "[" + payload + "]"})
		require.NoError(t, err)
		require.Error(t, r.Items[0].Err)
	}
}
