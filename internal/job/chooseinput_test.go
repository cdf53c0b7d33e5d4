package job_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/job"
	"github.com/trackreg/trackreg/internal/rows"
)

func TestChoose(t *testing.T) {
	t.Chdir(t.TempDir())
	require.NoError(t, os.WriteFile("n.csv", []byte("number\nRR123456785CN\n"), 0o600))
	require.NoError(t, os.WriteFile("sheet.xlsx", []byte("PK\x03\x04"), 0o600))
	require.NoError(t, os.Mkdir("folder", 0o700))
	for name, c := range map[string]struct {
		args   []string
		single bool
		fails  string
	}{
		"file":               {args: []string{"n.csv"}},
		"standard input":     {args: []string{"-"}},
		"number":             {args: []string{"RR123456785CN"}, single: true},
		"numbers":            {args: []string{"RR123456785CN", "1z999AA10123456784", "00-34-0434"}, single: true},
		"pasted number":      {args: []string{" RR123456785CN\u200b\n"}, single: true},
		"nothing":            {fails: "give a file"},
		"misspelt":           {args: []string{"foo.csv"}, fails: "check the path"},
		"path":               {args: []string{"data/numbers1"}, fails: "check the path"},
		"word":               {args: []string{"numbers"}, fails: "has digits"},
		"mangled":            {args: []string{"1.2E+17"}, fails: "neither"},
		"too long":           {args: []string{strings.Repeat("1", 51)}, fails: "neither"},
		"file among numbers": {args: []string{"RR123456785CN", "n.csv"}, fails: "one file at a time"},
		"input and file":     {args: []string{"-", "n.csv"}, fails: "one file at a time"},
		"folder":             {args: []string{"folder"}, fails: "is a folder"},
		"spreadsheet":        {args: []string{"sheet.xlsx"}, fails: "the spreadsheet or zip is damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			in, err := job.Choose(c.args, strings.NewReader("RR123456785CN\n"), rows.Options{})
			if c.fails != "" {
				require.ErrorContains(t, err, c.fails)
				var argument *job.ArgumentError
				require.ErrorAs(t, err, &argument)
				return
			}
			require.NoError(t, err)
			defer in.Close()
			require.Equal(t, c.single, in.Single)
		})
	}
}

func TestFailuresNameNeverNamesAFileThatIsThere(t *testing.T) {
	t.Chdir(t.TempDir())
	names := func(file string) string {
		require.NoError(t, os.WriteFile(file, []byte("number\nRR123456785CN\n"), 0o600))
		in, err := job.Choose([]string{file}, nil, rows.Options{})
		require.NoError(t, err)
		defer in.Close()
		require.ErrorContains(t, in.CheckFailures("./"+file), "is the input itself")
		require.NoError(t, in.CheckFailures("other.csv"))
		return in.FailuresName()
	}
	require.Equal(t, "n.failures.csv", names("n.csv"))
	require.Equal(t, "n.failures-2.csv", names("n.failures.csv"))
	require.Equal(t, "n.failures-3.csv", names("n.failures-2.csv"))
	require.Equal(t, "other.failures.csv", names("other.csv.gz"))

	file, err := os.Create("orders.xlsx")
	require.NoError(t, err)
	failures := rows.NewFailures(file, rows.Layout{Format: rows.XLSX})
	require.NoError(t, failures.Write(rows.Row{Line: 2, Raw: []string{"RR123456785CN"}}, rows.Verdict{}))
	require.NoError(t, errors.Join(failures.Flush(), file.Close()))
	in, err := job.Choose([]string{"orders.xlsx"}, nil, rows.Options{})
	require.NoError(t, err)
	defer in.Close()
	require.Equal(t, "orders.failures.xlsx", in.FailuresName(), "what was a spreadsheet is one on its way back")
}
