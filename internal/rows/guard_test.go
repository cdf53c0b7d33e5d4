package rows_test

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/trackreg/trackreg/internal/rows"
)

// written are the cells of one failure as an ordinary reader of CSV sees them, without those of ours.
func written(t require.TestingT, cells ...string) []string {
	var out strings.Builder
	header := make([]string, len(cells))
	for i := range header {
		header[i] = "x"
	}
	failures := rows.NewFailures(&out, rows.Layout{Header: header})
	require.NoError(t, failures.Write(rows.Row{Line: 2, Raw: cells}, rows.Verdict{Message: "m"}))
	require.NoError(t, failures.Flush())
	all, err := csv.NewReader(strings.NewReader(out.String())).ReadAll()
	require.NoError(t, err)
	require.Len(t, all, 2)
	return all[1][:len(cells)]
}

func TestACSVHoldsNothingThatASpreadsheetWouldRunOrChange(t *testing.T) {
	for cell, want := range map[string]string{
		"=SUM(A1)": "'=SUM(A1)", "+49 170 1234567": "'+49 170 1234567", "-5": "'-5", "@x": "'@x", "\tx": "'\tx", "\rx": "'\rx",
		"'x": "''x", "'": "''", "'s-Hertogenbosch": "''s-Hertogenbosch",
		"01234": "'01234", "12345678901234567890": "'12345678901234567890", "12E34": "'12E34", "1.2E+17": "'1.2E+17", "1.50": "'1.50", "1,000": "'1,000",
		"": "", "RR123456785CN": "RR123456785CN", "1234": "1234", "123456789012345": "123456789012345", "0": "0", "2,5": "2,5", "1.5": "1.5",
		"2026-01-31": "2026-01-31", "a=b": "a=b", " x": " x", "s-Hertogenbosch": "s-Hertogenbosch",
	} {
		require.Equal(t, []string{want}, written(t, cell), "%q", cell)
		require.Equal(t, cell, rows.Unguard(want), "%q", cell)
	}
	require.Equal(t, "'s-Hertogenbosch", rows.Unguard("'s-Hertogenbosch"), "a name that begins so")
	require.Equal(t, "'t Harde", rows.Unguard("'t Harde"))
}

func TestNoGuardLosesACell(t *testing.T) {
	cell := rapid.OneOf(rapid.String(), rapid.StringMatching(`['=+@ st0-9.,eE-]{0,20}`), rapid.StringMatching(`'{0,3}[=+@s01-]?.{0,3}`))
	rapid.Check(t, func(t *rapid.T) {
		one := cell.Filter(func(s string) bool { return !strings.Contains(s, "\r") }).Draw(t, "cell") // csv reads a line's end of it
		got := written(t, one)[0]
		require.Equal(t, one, rows.Unguard(got))
		require.False(t, got != "" && strings.ContainsRune("=+-@\t\r", rune(got[0])), "%q", got)
	})
}
