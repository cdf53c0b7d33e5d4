package rows_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/trackreg/trackreg/internal/rows"
)

// TestFailuresComeInTheOrderOfLines also where they go through a temporary file, which is gone then.
func TestFailuresComeInTheOrderOfLines(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.SampledFrom([]int{1, 700, 5_000, 1 << 20}).Draw(t, "held")
		lines := rapid.SliceOfN(rapid.IntRange(2, 50), 0, 60).Draw(t, "lines")
		order := rows.NewInOrderOf(most)
		type written struct {
			line int
			cell string
		}
		var want []written
		for i, line := range lines {
			cell := fmt.Sprintf("AB%05d", i)
			want = append(want, written{line, cell})
			require.NoError(t, order.Add(rows.Row{Line: line, Raw: []string{cell, "", "\xff"}}, rows.Verdict{Code: -1, Message: cell, Mends: cell}))
		}
		slices.SortStableFunc(want, func(a, b written) int { return a.line - b.line })
		for range 2 {
			var out strings.Builder
			require.NoError(t, order.WriteTo(rows.NewFailures(&out, rows.Layout{Header: []string{"number", "x", "y"}})))
			var text strings.Builder
			for i, one := range want {
				if i == 0 {
					text.WriteString("number,x,y,code,message,remedy,line,_mends\r\n")
				}
				fmt.Fprintf(&text, "%[1]s,,\ufffd,-1,%[1]s,,%[2]d,%[1]s\r\n", one.cell, one.line)
			}
			require.Equal(t, text.String(), out.String())
		}
		require.NoError(t, order.Close())
		require.NoError(t, order.Close())
	})
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestWithoutAFolderForTemporaryFilesThatIsSaid(t *testing.T) {
	t.Setenv("TMPDIR", "/no/such/folder")
	order := rows.NewInOrderOf(1)
	require.ErrorContains(t, order.Add(rows.Row{Line: 2, Raw: []string{"AB12345"}}, rows.Verdict{}), "/no/such/folder")
	require.NoError(t, order.Close())
}
