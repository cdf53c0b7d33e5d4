//go:build slow

package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/rows"
)

// TestASpreadsheetLosesNothingOfWhatIsMended opens a file of failures in LibreOffice, changes a
// cell of each row, saves it in its own format and feeds it in again.
func TestASpreadsheetLosesNothingOfWhatIsMended(t *testing.T) {
	if _, err := exec.LookPath("soffice"); err != nil {
		t.Skip("LibreOffice is not here: install libreoffice-calc-nogui, or another package that has soffice")
	}
	const input = `number,carrier,_ref,destination_postal_code,phone_number,tag,param
00340434161094042557,nobody's,000123,01234,+49 170 1234567,=1+1,1.50
12345678901234567890,nobody's,12E34,00010,-5,''quoted,"1,000"
SBX18010019-1,3011,2024.10,1234567890123456,@x,_x0041_,"two
lines"
`
	want := strings.NewReplacer("nobody's", "3011", "SBX18010019-1", "00340434161094042558").Replace(input)
	for _, name := range []string{"mend.csv", "mend.xlsx"} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			s := summaryOf(t, l.run("register", "--sandbox", "-o", "json", "--failures", name, l.file("in.csv", input)))
			require.EqualValues(t, 2, s.Invalid)
			require.EqualValues(t, 1, s.Rejected)
			mendInLibreOffice(t, name, strings.NewReplacer(
				"<text:p>nobody&apos;s</text:p>", "<text:p>3011</text:p>", "<text:p>nobody's</text:p>", "<text:p>3011</text:p>",
				"<text:p>SBX18010019-1</text:p>", "<text:p>00340434161094042558</text:p>"))
			require.Equal(t, bodies(t, "want.csv", strings.NewReader(want)), savedBodies(t, name))
			s = summaryOf(t, l.run("register", "--sandbox", "-o", "json", name))
			require.EqualValues(t, 3, s.Registered, "%+v", s)
		})
	}
}

// mendInLibreOffice opens the file, saves it as a text that can be changed, changes that, opens it
// and saves it in the place of the file.
func mendInLibreOffice(t *testing.T, name string, change *strings.Replacer) {
	t.Helper()
	profile := "-env:UserInstallation=file://" + filepath.Join(t.TempDir(), "profile")
	convert := func(to, from string) {
		out, err := exec.CommandContext(t.Context(), "soffice", profile, "--headless", "--convert-to", to, from).CombinedOutput()
		require.NoError(t, err, "%s", out)
	}
	convert("fods", name)
	flat := strings.TrimSuffix(name, filepath.Ext(name)) + ".fods"
	text, err := os.ReadFile(flat)
	require.NoError(t, err)
	changed := change.Replace(string(text))
	require.NotEqual(t, string(text), changed)
	require.NoError(t, os.WriteFile(flat, []byte(changed), 0o600))
	require.NoError(t, os.Remove(name))
	to := "xlsx"
	if filepath.Ext(name) == ".csv" {
		to = "csv:Text - txt - csv (StarCalc):44,34,76" // commas, quotes, UTF-8: what its dialog offers
	}
	convert(to, flat)
}

func savedBodies(t *testing.T, name string) []string {
	file, err := os.Open(name)
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	return bodies(t, name, file)
}

// bodies are what the entries of a file send, and their references.
func bodies(t *testing.T, name string, from io.Reader) []string {
	t.Helper()
	reader, err := rows.Open(from, rows.Options{Name: name})
	require.NoError(t, err)
	defer func() { require.NoError(t, reader.Close()) }()
	var all []string
	for row, err := range reader.All() {
		require.NoError(t, err)
		require.Nil(t, row.Err)
		all = append(all, string(row.Entry.Body)+" "+row.Entry.Ref)
	}
	return all
}
