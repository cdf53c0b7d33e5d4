package schedule_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/importer/schedule"
)

func parse(t require.TestingT, text string) *schedule.Schedule {
	s, err := schedule.Parse(text)
	require.NoError(t, err, text)
	return s
}

func at(t require.TestingT, text string) time.Time {
	moment, err := time.Parse(time.RFC3339, text)
	require.NoError(t, err)
	return moment
}

// written are due times as "WALL MOMENT".
func written(all []schedule.Due) []string {
	var lines []string
	for _, due := range all {
		lines = append(lines, due.Wall+" "+due.At.UTC().Format(time.RFC3339))
	}
	return lines
}

func TestDaysOnWhichTheClockIsChanged(t *testing.T) {
	for name, c := range map[string]struct {
		schedule, after, until string
		due                    []string
	}{
		"spring skips 02:30, which is due when the clock has jumped": {
			"CRON_TZ=Europe/Berlin 30 2 * * *", "2026-03-28T12:00:00Z", "2026-03-30T12:00:00Z",
			[]string{"2026-03-29T02:30 2026-03-29T01:00:00Z", "2026-03-30T02:30 2026-03-30T00:30:00Z"},
		},
		"several that are skipped keep their order": {
			"CRON_TZ=Europe/Berlin */20 2,3 * * *", "2026-03-29T00:00:00Z", "2026-03-29T01:30:00Z",
			[]string{
				"2026-03-29T02:00 2026-03-29T01:00:00Z", "2026-03-29T02:20 2026-03-29T01:00:00Z", "2026-03-29T02:40 2026-03-29T01:00:00Z",
				"2026-03-29T03:00 2026-03-29T01:00:00Z", "2026-03-29T03:20 2026-03-29T01:20:00Z",
			},
		},
		"autumn repeats 02:30, which is due the first time round": {
			"CRON_TZ=Europe/Berlin 30 2 * * *", "2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z",
			[]string{"2026-10-25T02:30 2026-10-25T00:30:00Z", "2026-10-26T02:30 2026-10-26T01:30:00Z"},
		},
		"nothing is due in the hour that autumn repeats": {
			"CRON_TZ=Europe/Berlin */30 * * * *", "2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z",
			[]string{"2026-10-25T02:30 2026-10-25T00:30:00Z", "2026-10-25T03:00 2026-10-25T02:00:00Z"},
		},
		"nor for who asks within that hour": {
			"CRON_TZ=Europe/Berlin */30 * * * *", "2026-10-25T01:10:00Z", "2026-10-25T02:00:00Z",
			[]string{"2026-10-25T03:00 2026-10-25T02:00:00Z"},
		},
		"New York": {
			"CRON_TZ=America/New_York 30 2 * * 0", "2026-03-08T00:00:00Z", "2026-03-09T00:00:00Z",
			[]string{"2026-03-08T02:30 2026-03-08T07:00:00Z"},
		},
		"Lord Howe jumps by half an hour": {
			"CRON_TZ=Australia/Lord_Howe 15 2 * * *", "2026-10-03T12:00:00Z", "2026-10-04T12:00:00Z",
			[]string{"2026-10-04T02:15 2026-10-03T15:30:00Z"},
		},
		"and repeats half an hour": {
			"CRON_TZ=Australia/Lord_Howe 45 1 * * *", "2026-04-04T12:00:00Z", "2026-04-05T12:00:00Z",
			[]string{"2026-04-05T01:45 2026-04-04T14:45:00Z"},
		},
		"Kolkata knows no summer time": {
			"CRON_TZ=Asia/Kolkata @daily", "2026-03-28T18:29:59Z", "2026-03-29T18:30:00Z",
			[]string{"2026-03-29T00:00 2026-03-28T18:30:00Z", "2026-03-30T00:00 2026-03-29T18:30:00Z"},
		},
		"Apia skipped a whole day": {
			"CRON_TZ=Pacific/Apia 0 12 * * *", "2011-12-29T23:00:00Z", "2011-12-31T00:00:00Z",
			[]string{"2011-12-30T12:00 2011-12-30T10:00:00Z", "2011-12-31T12:00 2011-12-30T22:00:00Z"},
		},
		"without a zone it is UTC": {
			"0 2 * * *", "2026-03-28T02:00:00Z", "2026-03-29T02:00:00Z",
			[]string{"2026-03-29T02:00 2026-03-29T02:00:00Z"},
		},
		"every six hours by the epoch": {
			"@every 6h", "2026-03-29T00:00:01Z", "2026-03-29T12:00:00Z",
			[]string{"2026-03-29T06:00 2026-03-29T06:00:00Z", "2026-03-29T12:00 2026-03-29T12:00:00Z"},
		},
		"every so many seconds": {
			"@every 90s", "2026-03-29T00:00:00.5Z", "2026-03-29T00:03:00Z",
			[]string{"2026-03-29T00:01:30 2026-03-29T00:01:30Z", "2026-03-29T00:03:00 2026-03-29T00:03:00Z"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, c.due, written(parse(t, c.schedule).Due(at(t, c.after), at(t, c.until))))
		})
	}
}

// TestAYear counts the due times of a year: a day has one, whatever its zone does to the clock.
func TestAYear(t *testing.T) {
	for _, zone := range []string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC", "Asia/Kolkata"} {
		location, err := time.LoadLocation(zone)
		require.NoError(t, err)
		from := time.Date(2026, 1, 1, 0, 0, 0, 0, location).Add(-time.Second)
		until := time.Date(2027, 1, 1, 0, 0, 0, 0, location).Add(-time.Second)
		for times, each := range map[string]int{"30 2 * * *": 365, "15 1,2,3 * * *": 3 * 365, "0 * * * *": 24 * 365, "0 2 1 * *": 12} {
			all := parse(t, "CRON_TZ="+zone+" "+times).Due(from, until)
			require.Len(t, all, each, "%s in %s", times, zone)
			for i, due := range all {
				// The clock shows the due time, or has just jumped over it.
				shown := due.At.In(location).Format("2006-01-02T15:04")
				before := due.At.Add(-time.Nanosecond).In(location).Format("2006-01-02T15:04")
				require.True(t, shown == due.Wall || before < due.Wall && due.Wall < shown, "%s at %s", due.Wall, due.At)
				if i > 0 {
					require.Less(t, all[i-1].Wall, due.Wall)
				}
			}
		}
	}
}

func TestWhatNeverComes(t *testing.T) {
	_, err := schedule.Parse("0 0 30 2 *")
	require.ErrorContains(t, err, "never comes")
	require.Equal(t, "2028-02-29T00:00", parse(t, "0 0 29 2 *").Next(at(t, "2026-01-01T00:00:00Z")).Wall)
	require.Zero(t, parse(t, "0 0 29 2 *").Next(at(t, "2096-03-01T00:00:00Z")), "2100 has no 29 February: none in five years")
	require.Empty(t, parse(t, "0 0 29 2 *").Due(at(t, "2026-01-01T00:00:00Z"), at(t, "2027-01-01T00:00:00Z")))
}

func TestNextIsTheFirstDue(t *testing.T) {
	s := parse(t, "CRON_TZ=Europe/Berlin 30 2 * * *")
	now := at(t, "2026-03-29T01:00:00Z")
	require.Equal(t, "2026-03-30T02:30", s.Next(now).Wall, "what is due now is not after now")
	require.Equal(t, "2026-03-29T02:30", s.Next(now.Add(-1)).Wall)
}
