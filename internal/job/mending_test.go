package job_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/trackreg/trackreg/internal/job"
	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/internal/rows/book"
	"github.com/trackreg/trackreg/internal/view/failures"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// failuresLeft is how many failures the account's record holds.
func (r *rig) failuresLeft() int64 {
	r.t.Helper()
	n, err := queue.NewFailures(r.rdb, "main").Len(r.t.Context())
	require.NoError(r.t, err)
	return n
}

// again is a run over a file, which says where its own failures go.
func (r *rig) again(path string) job.Options {
	r.t.Helper()
	in, err := job.Choose([]string{path}, nil, rows.Options{Name: path})
	require.NoError(r.t, err)
	r.t.Cleanup(in.Close)
	o := r.options(good(1)...)
	o.Input, o.FailuresFile = in, filepath.Join(r.dir, "again.failures.csv")
	return o
}

func TestMendedNumbersClearTheirFailures(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(r *rig) {
		o := r.options(append(good(2), "SBX18010019-1,3011", "SBX18019903-1,0", "AB 1,3011")...)
		require.EqualValues(r.t, 2, r.run(o).Rejected)
		require.EqualValues(r.t, 2, r.failuresLeft())

		time.Sleep(time.Minute)
		text, err := os.ReadFile(o.FailuresFile)
		require.NoError(r.t, err)
		mended := strings.NewReplacer("SBX18010019-1,3011,", "GOOD000007,3011,", "SBX18019903-1,0,", "SBX18010019-2,3011,", "AB 1,", "GOOD000008,").Replace(string(text))
		require.NoError(r.t, os.WriteFile(o.FailuresFile, []byte(mended), 0o600))
		next := r.again(o.FailuresFile)
		s := r.run(next)
		require.EqualValues(r.t, 2, s.Registered)
		require.EqualValues(r.t, 1, s.Rejected)
		require.EqualValues(r.t, 2, r.failuresLeft(), "one that was mended and failed again, and the one before it")

		time.Sleep(time.Minute)
		text, err = os.ReadFile(next.FailuresFile)
		require.NoError(r.t, err)
		require.NoError(r.t, os.WriteFile(next.FailuresFile, []byte(strings.Replace(string(text), "SBX18010019-2,", "GOOD000009,", 1)), 0o600))
		last := r.again(next.FailuresFile)
		last.FailuresFile = filepath.Join(r.dir, "last.failures.csv")
		require.EqualValues(r.t, 1, r.run(last).Registered)
		require.Zero(r.t, r.failuresLeft())
	})
}

func TestFailuresStandInTheOrderOfLines(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(r *rig) {
		var lines []string
		for i := range 60 {
			lines = append(lines, fmt.Sprintf("SBX18010019-%d,3011", i), ",3011")
		}
		r.run(r.options(lines...))
		for i, failure := range r.failures() {
			require.Contains(r.t, failure, fmt.Sprintf(",%d,", i+2))
		}
	})
}

func TestTheFailuresFileIsASpreadsheetByItsName(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(r *rig) {
		o := r.options("SBX18010019-1,3011", "00AB,3011")
		o.FailuresFile = filepath.Join(r.dir, "mend.xlsx")
		s := r.run(o)
		require.Equal(r.t, o.FailuresFile, s.FailuresFile)
		file, err := excelize.OpenFile(s.FailuresFile)
		require.NoError(r.t, err)
		table, err := file.GetRows("Failures")
		require.NoError(r.t, err)
		require.Equal(r.t, []string{"number", "carrier", "code", "message", "remedy", "line", "_mends"}, table[0])
		require.Equal(r.t, "register:3011:SBX18010019-1", table[1][6])
		require.Equal(r.t, []string{"00AB", "3011", ""}, table[2][:3])

		time.Sleep(time.Minute)
		require.NoError(r.t, file.SetCellStr("Failures", "A2", "GOOD000007"))
		require.NoError(r.t, file.SetCellStr("Failures", "A3", "GOOD000008"))
		require.NoError(r.t, file.Save())
		require.NoError(r.t, file.Close())
		require.EqualValues(r.t, 2, r.run(r.again(s.FailuresFile)).Registered)
		require.Zero(r.t, r.failuresLeft())
	})
}

// TestWhatASpreadsheetCannotHoldIsWrittenToACSV rather than lost.
func TestWhatASpreadsheetCannotHoldIsWrittenToACSV(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(r *rig) {
		o := r.options("GOOD000001,3011", `"AB 1`+strings.Repeat("x", book.MaxCell)+`",3011`)
		o.FailuresFile = filepath.Join(r.dir, "mend.xlsx")
		require.NoError(r.t, os.WriteFile(filepath.Join(r.dir, "mend.csv"), []byte("somebody's own"), 0o600))
		s := r.run(o)
		require.Equal(r.t, filepath.Join(r.dir, "mend-2.csv"), s.FailuresFile)
		text, err := os.ReadFile(s.FailuresFile)
		require.NoError(r.t, err)
		require.Contains(r.t, string(text), strings.Repeat("x", book.MaxCell))
		require.NoFileExists(r.t, o.FailuresFile)
	})
}

func TestAMendedExportClearsItsFailures(t *testing.T) {
	for _, name := range []string{"mend.csv", "mend.xlsx"} {
		virtually(t, sandbox.DefaultOptions(), func(r *rig) {
			r.run(r.options("SBX18010019-1,3011", "SBX18019903-1,0"))
			require.EqualValues(r.t, 2, r.failuresLeft())
			time.Sleep(time.Minute)
			path := filepath.Join(r.dir, name)
			r.export(path)
			require.EqualValues(r.t, 2, r.run(r.again(path)).Registered)
			require.Zero(r.t, r.failuresLeft())
		})
	}
}

// export writes the account's failures to a file, with other numbers in their places.
func (r *rig) export(path string) {
	r.t.Helper()
	var out strings.Builder
	format := rows.FailuresFormat(path)
	_, err := failures.Export(r.t.Context(), queue.NewFailures(r.rdb, "main"), queue.Filter{}, format, &out)
	require.NoError(r.t, err)
	if format == rows.CSV {
		text := strings.NewReplacer("SBX18010019-1,3011,", "GOOD000001,3011,", "SBX18019903-1,0,", "GOOD000002,3011,").Replace(out.String())
		require.NoError(r.t, os.WriteFile(path, []byte(text), 0o600))
		return
	}
	file, err := excelize.OpenReader(strings.NewReader(out.String()))
	require.NoError(r.t, err)
	for i, number := range []string{"GOOD000001", "GOOD000002"} {
		require.NoError(r.t, file.SetSheetRow("Failures", fmt.Sprintf("A%d", i+2), &[]string{number, "3011"}))
	}
	require.NoError(r.t, file.SaveAs(path))
	require.NoError(r.t, file.Close())
}
