package schedule_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var (
	zones = []string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC", "Asia/Kolkata", "America/Santiago", "Africa/Casablanca"}
	times = []string{
		"30 2 * * *", "*/15 1-3 * * *", "0 0 * * *", "59 23 * * 0", "0 3 29 2 *", "5 * * * *", "@weekly", "@monthly", "15 1,2 1-7 * 1",
		"@every 7m", "@every 45s", "@every 25h",
	}
)

// TestPartsMakeTheWhole: who asks often gets what one who asks once gets, in one order, and each
// wall time once.
func TestPartsMakeTheWhole(t *testing.T) {
	year := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		text := "CRON_TZ=" + rapid.SampledFrom(zones).Draw(t, "zone") + " " + rapid.SampledFrom(times).Draw(t, "times")
		s := parse(t, text)
		// Around the changes of the clock, more often than not.
		around := rapid.SampledFrom([]int{66, 86, 93, 276, 297, 304, 100, 250}).Draw(t, "day")
		a := year.AddDate(0, 0, around).Add(time.Duration(rapid.Int64Range(0, int64(48*time.Hour)).Draw(t, "a")))
		b := a.Add(time.Duration(rapid.Int64Range(0, int64(12*time.Hour)).Draw(t, "b")))
		c := b.Add(time.Duration(rapid.Int64Range(0, int64(72*time.Hour)).Draw(t, "c")))

		whole := s.Due(a, c)
		require.Equal(t, whole, slices.Concat(s.Due(a, b), s.Due(b, c)))
		for i, due := range whole {
			require.True(t, due.At.After(a) && !due.At.After(c))
			if i > 0 {
				require.Less(t, whole[i-1].Wall, due.Wall)
				require.False(t, due.At.Before(whole[i-1].At))
			}
		}
		if len(whole) > 0 {
			require.Equal(t, whole[0], s.Next(a))
		}
	})
}
