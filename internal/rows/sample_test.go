package rows_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/rows"
)

// TestTheSample reads the sample of the repository, whose rows are faulty in every way that can
// be seen in the row itself.
func TestTheSample(t *testing.T) {
	file, err := os.Open("../../configs/sample.csv")
	require.NoError(t, err)
	defer file.Close()
	reader, err := rows.Open(file, rows.Options{Name: "sample.csv"})
	require.NoError(t, err)
	require.Equal(t, rows.CSV, reader.Format())
	require.Len(t, reader.Mapping(), len(reader.Header()), "every column is used")

	good := 0
	problems := map[string]int{}
	for row, err := range reader.All() {
		require.NoError(t, err)
		if row.Err == nil {
			good++
			continue
		}
		problems[row.Err.Problem]++
	}
	require.Equal(t, map[string]int{
		"was rounded by a spreadsheet": 2,
		"is empty":                     1,
		"holds a blank or invisible character (U+0001)": 1,
		"holds '?' (U+003F)":                            1,
		"holds no digit":                                1,
		"is shorter than 5 characters":                  1,
		"is longer than 50 characters":                  1,
		"is no carrier that is known":                   1,
		"has 2 of 7 cells":                              1,
	}, problems)
	require.Greater(t, good, 2900)
}
