package rows_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"github.com/trackreg/trackreg/internal/rows"
)

// TestDatesAreWhatALibraryReads compares whole seconds: how much of one is a second more is a matter
// of taste.
func TestDatesAreWhatALibraryReads(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		days := rapid.OneOf(rapid.IntRange(0, 70), rapid.IntRange(0, 2958465)).Draw(t, "days")
		seconds := rapid.IntRange(0, 86399).Draw(t, "seconds")
		from1904 := rapid.Bool().Draw(t, "from 1904")
		serial := float64(days) + float64(seconds)/86400
		want, err := excelize.ExcelDateToTime(serial, from1904)
		require.NoError(t, err)
		require.Equal(t, want.Round(time.Second), rows.TimeOf(serial, from1904), "%v", serial)
	})
}

func TestPlacesAreWhatALibraryReads(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		place := rapid.OneOf(
			rapid.StringMatching(`\$?[A-Za-z]{0,4}\$?[0-9]{0,8}`),
			rapid.StringMatching(`[A-Z$0-9 ]{0,6}`),
		).Draw(t, "place")
		requireSamePlace(t, place)
	})
	for _, place := range []string{"A1", "XFD1048576", "XFE1", "A1048577", "A0", "$B$7", "", "7", "A", "ÄA1"} {
		requireSamePlace(t, place)
	}
}

func requireSamePlace(t require.TestingT, place string) {
	want, _, err := excelize.CellNameToCoordinates(place)
	got, ok := rows.ColumnOf(place)
	require.Equal(t, err == nil, ok, "%q", place)
	if ok {
		require.Equal(t, want-1, got, "%q", place)
	}
}

func TestStylesAreWhatALibraryReads(t *testing.T) {
	codes := []string{"yyyy-mm-dd", "00000", "General", "0.00", "[h]:mm", "#,##0", `"d"0`}
	rapid.Check(t, func(r *rapid.T) {
		file := excelize.NewFile()
		require.NoError(r, file.SetCellValue("Sheet1", "A1", "number"))
		require.NoError(r, file.SetCellValue("Sheet1", "A2", "AB12345"))
		styles := rapid.IntRange(1, 8).Draw(r, "styles")
		for range styles {
			_, err := file.NewStyle(&excelize.Style{CustomNumFmt: rapid.Ptr(rapid.SampledFrom(codes), false).Draw(r, "code")})
			require.NoError(r, err)
		}
		number := rapid.OneOf(rapid.IntRange(0, 90), rapid.IntRange(160, 180))
		for _, format := range file.Styles.NumFmts.NumFmt {
			format.NumFmtID = number.Draw(r, "its number")
		}
		for i := range file.Styles.CellXfs.Xf {
			file.Styles.CellXfs.Xf[i].NumFmtID = rapid.Ptr(number, true).Draw(r, "format")
		}
		var text strings.Builder
		require.NoError(r, file.Write(&text))
		require.NoError(r, file.Close())

		library, err := excelize.OpenReader(strings.NewReader(text.String()))
		require.NoError(r, err)
		reader, err := rows.Open(strings.NewReader(text.String()), rows.Options{})
		require.NoError(r, err)
		for i := range len(file.Styles.CellXfs.Xf) + 1 {
			want, err := library.GetStyle(i)
			if err != nil || i == 0 { // 0 is of cells without a style
				want = &excelize.Style{}
			}
			require.True(r, rows.StyleIs(reader, i, want.CustomNumFmt, want.NumFmt), "style %d: %+v", i, want)
		}
		require.NoError(r, reader.Close())
		require.NoError(r, library.Close())
	})
}
