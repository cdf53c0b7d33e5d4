package importer_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/importer/ledger"
)

func TestAFileThatIsNotUnderstoodStaysWhereItIs(t *testing.T) {
	for name, c := range map[string]struct{ text, says string }{
		"empty":            {"\n", "there is nothing to read"},
		"a header alone":   {"number,tag\n", "the header stands alone"},
		"no known header":  {"order,secret word\n1,xyzzy\n", "no column is the tracking number's"},
		"two columns":      {"Tracking number,Tracking number 2\nGOOD12345,GOOD12346\n", "more than one column may be the tracking number's"},
		"a web page":       {"<html></html>\n", "is a web page"},
		"another encoding": {"number,tag\nGOOD12345,M\xfcnchen\n", "it may be windows-1252"},
	} {
		t.Run(name, func(t *testing.T) {
			virtually(t, func(r *rig) {
				dir := r.fromFolder()
				r.of.SettledAfter = 0
				putAt(t, dir, "a.csv", c.text)
				putAt(t, dir, "b.csv", "number\nGOOD12399\n")
				r.sell()
				r.work()
				state := r.ended(r.start())
				require.Equal(t, ledger.Failed, state.Phase, state)
				require.Len(t, state.Problems, 1)
				require.Contains(t, state.Problems[0].Message, c.says)
				require.NotContains(t, state.Problems[0].Message, "xyzzy", "what anybody's file holds is not told")
				require.NotContains(t, state.Problems[0].Message, "secret")
				require.EqualValues(t, 1, state.Counts.Read, "the rest goes on")
				require.FileExists(t, filepath.Join(dir, "a.csv"))
				require.FileExists(t, filepath.Join(dir, "done", "b.csv"))
			})
		})
	}
}

func TestARunTellsHowItsFileIsRead(t *testing.T) {
	virtually(t, func(r *rig) {
		dir := r.fromFolder()
		r.of.SettledAfter, r.of.Ignore = 0, []string{"Zip"}
		putAt(t, dir, "a.csv", "Report\nOrder;Tracking number;Zip\nA1;GOOD12345 / GOOD12346;01234\n")
		r.sell()
		r.work()
		state := r.ended(r.start())
		require.Equal(t, ledger.Finished, state.Phase, state.Why)
		require.Equal(t, []string{
			filepath.Join(dir, "a.csv"), "read as csv", `order_no <- "Order" (column A)`, `number <- "Tracking number" (column B)`, `not read: "Zip"`,
			"2 rows out of cells that hold several",
		}, state.Understood)
		require.EqualValues(t, 2, state.Counts.Registered, "two numbers in one cell are two entries")
	})
}
