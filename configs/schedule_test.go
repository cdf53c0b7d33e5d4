package configs_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
)

func TestSchedulesThatAreWrong(t *testing.T) {
	for line, want := range map[string]string{
		"":                          "is no schedule",
		"2am":                       "expected exactly 5 fields",
		"0 2 * *":                   "expected exactly 5 fields",
		"0 0 2 * * *":               "expected exactly 5 fields",
		"0 24 * * *":                "above maximum (23)",
		"@noon":                     "unrecognized descriptor",
		"0 0 31 4 *":                "names a day that never comes",
		"CRON_TZ=Europe/Berlin":     "names a time zone alone",
		"TZ=Mars/Olympus 0 2 * * *": `names the unknown time zone "Mars/Olympus"`,
		"CRON_TZ=Local @daily":      `names the unknown time zone "Local"`,
		"CRON_TZ= 0 2 * * *":        `names the unknown time zone ""`,
		"@every":                    "is no schedule",
		"@every often":              "is no schedule",
		"@every -1h":                "every so many whole seconds",
		"@every 1500ms":             "every so many whole seconds",
	} {
		_, err := configs.ParseSchedule(line)
		require.ErrorContains(t, err, want, line)
	}
}

func TestSchedules(t *testing.T) {
	s, err := configs.ParseSchedule(" CRON_TZ=Europe/Berlin  @daily ")
	require.NoError(t, err)
	require.Equal(t, "Europe/Berlin", s.Zone.String())
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	require.Equal(t, noon.Add(12*time.Hour), s.Times.Next(noon), "times are those of the clock")

	s, err = configs.ParseSchedule("@every 6h")
	require.NoError(t, err)
	require.Equal(t, 6*time.Hour, s.Every)
	require.Nil(t, s.Times)

	s, err = configs.ParseSchedule("*/5 8-18 * * MON-FRI")
	require.NoError(t, err)
	require.Equal(t, time.UTC, s.Zone)
}

func TestSevenIsSunday(t *testing.T) {
	saturday := time.Date(2026, time.November, 28, 12, 0, 0, 0, time.UTC)
	for line, want := range map[string][]time.Weekday{
		"0 3 * * 7":                       {time.Sunday, time.Sunday},
		"CRON_TZ=Europe/Berlin 0 3 * * 7": {time.Sunday, time.Sunday},
		"0 3 * * 5-7":                     {time.Sunday, time.Friday, time.Saturday},
		"0 3 * * 1,7":                     {time.Sunday, time.Monday},
		"0 3 * * 0-7":                     {time.Sunday, time.Monday, time.Tuesday},
		"0 3 * * 1-7/3":                   {time.Sunday, time.Monday, time.Thursday},
		"0 3 * * 7/2":                     {time.Sunday, time.Sunday},
		"0 3 7 * *":                       {time.Monday}, // a day of the month
	} {
		s, err := configs.ParseSchedule(line)
		require.NoError(t, err, line)
		at := saturday
		for _, day := range want {
			at = s.Times.Next(at)
			require.Equal(t, day, at.Weekday(), line)
		}
	}
	for _, line := range []string{"0 3 * * 8", "0 3 * * 6-8", "0 3 * * 7-1", "0 3 * * 17", "0 3 * * 1-7/0", "7"} {
		_, err := configs.ParseSchedule(line)
		require.Error(t, err, line)
	}
}
