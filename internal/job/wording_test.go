package job_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/job"
)

var progress = job.Progress{Rows: 3000, Expected: 3000, Ended: 1240, Failed: 7, Calls: 31, Fill: 1, Rate: 118.7, Ceiling: 120}

func TestAFrameSaysHowARunGoes(t *testing.T) {
	f := progress.Frame()
	require.Equal(t, "1,240 of 3,000", f.Head)
	require.Equal(t, []string{"118.7/s of 120", "31 calls", "fill 100%", "7 failed", "eta 14s"}, f.Details)
	require.EqualValues(t, 3000, f.Whole)
	early := progress
	early.Expected, early.Gate = 0, "throttle"
	f = early.Frame()
	require.Equal(t, "1,240 of ?", f.Head)
	require.Equal(t, []string{"118.7/s of 120", "31 calls", "fill 100%", "7 failed", "throttle"}, f.Details)
}

func TestSummarySaysWhatToDo(t *testing.T) {
	s := job.Summary{
		Input: "n.csv", Queue: "main-bulk", Rows: 100, Enqueued: 97, Invalid: 3, Registered: 95, Rejected: 2,
		Calls: 3, Fill: 0.8, Rate: 60, Ceiling: 120, FailuresFile: "n.failures.csv", FailuresRows: 5, Again: "trackreg register",
		Groups: []job.Group{{Remedy: "add_postal_code", Rows: 2, Lines: []int{4, 9}}, {Remedy: "fix_row", Rows: 30, Lines: []int{2, 3}}},
	}
	var out strings.Builder
	require.NoError(t, s.Write(&out))
	for _, says := range []string{
		"rows                100  n.csv", "registered           95", "3 calls, fill 80%, 60 numbers/s of 120 (50%)",
		"add_postal_code  line 4, 9\n", "Add destination_postal_code.", "line 2, 3, …",
		"trackreg register n.failures.csv",
	} {
		require.Contains(t, out.String(), says)
	}
	require.NotContains(t, out.String(), "unfinished")
	require.True(t, s.Failed())
}
