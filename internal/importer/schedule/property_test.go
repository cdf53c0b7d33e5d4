package schedule_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// changes are the changes of the clock in 2026 by zone; where there is none, a time of day.
var changes = map[string][]string{
	"Europe/Berlin":       {"2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z"},
	"America/New_York":    {"2026-03-08T07:00:00Z", "2026-11-01T06:00:00Z"},
	"Australia/Lord_Howe": {"2026-04-04T15:00:00Z", "2026-10-03T15:30:00Z"},
	"America/Santiago":    {"2026-04-05T03:00:00Z", "2026-09-06T04:00:00Z"},
	"Africa/Casablanca":   {"2026-02-15T02:00:00Z", "2026-03-22T02:00:00Z"},
	"UTC":                 {"2026-03-29T01:00:00Z"},
	"Asia/Kolkata":        {"2026-03-28T20:30:00Z"},
}

var times = []string{
	"30 2 * * *", "*/15 0-3 * * *", "0 0 * * *", "59 23 * * 0", "0 3 29 2 *", "5 * * * *", "@weekly", "@monthly", "15 1,2 1-7 * 1",
	"@every 7m", "@every 45s", "@every 25h",
}

// TestPartsMakeTheWhole: who asks often gets what one who asks once gets, in one order, and each
// wall time once.
func TestPartsMakeTheWhole(t *testing.T) {
	zones := slices.Sorted(maps.Keys(changes))
	rapid.Check(t, func(t *rapid.T) {
		zone := rapid.SampledFrom(zones).Draw(t, "zone")
		s := parse(t, "CRON_TZ="+zone+" "+rapid.SampledFrom(times).Draw(t, "times"))
		change := at(t, rapid.SampledFrom(changes[zone]).Draw(t, "change"))
		a := change.Add(time.Duration(rapid.Int64Range(-int64(2*time.Hour), int64(2*time.Hour)).Draw(t, "a")))
		b := a.Add(time.Duration(rapid.Int64Range(0, int64(3*time.Hour)).Draw(t, "b")))
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
