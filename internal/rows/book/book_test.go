package book_test

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"github.com/trackreg/trackreg/internal/rows/book"
)

// written is a workbook of these rows.
func written(t require.TestingT, rows ...[]string) []byte {
	var out bytes.Buffer
	w := book.NewWriter(&out)
	for _, row := range rows {
		require.NoError(t, w.Write(row))
	}
	require.NoError(t, w.Close())
	return out.Bytes()
}

// opened is what a library reads of it.
func opened(t testing.TB, content []byte) *excelize.File {
	file, err := excelize.OpenReader(bytes.NewReader(content))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, file.Close()) })
	return file
}

func TestEveryCellIsText(t *testing.T) {
	file := opened(t, written(t, []string{"number", "zip"}, []string{"00123456789012345678", "01234"}, []string{"=1+1", ""}, []string{"", "<&>\" \n\tx "}))
	rows, err := file.GetRows("Failures")
	require.NoError(t, err)
	require.Equal(t, [][]string{{"number", "zip"}, {"00123456789012345678", "01234"}, {"=1+1"}, {"", "<&>\" \n\tx "}}, rows)
	for _, cell := range []string{"A1", "A2", "B2", "A3", "B4"} {
		kind, err := file.GetCellType("Failures", cell)
		require.NoError(t, err)
		require.Equal(t, excelize.CellTypeInlineString, kind, cell)
		formula, err := file.GetCellFormula("Failures", cell)
		require.NoError(t, err)
		require.Empty(t, formula)
	}
	style := func(id int) *excelize.Style {
		style, err := file.GetStyle(id)
		require.NoError(t, err)
		return style
	}
	head, err := file.GetCellStyle("Failures", "A1")
	require.NoError(t, err)
	require.True(t, style(head).Font.Bold)
	require.Equal(t, 49, style(head).NumFmt, "@")
	for _, column := range []string{"A", "B", "XFD"} {
		id, err := file.GetColStyle("Failures", column)
		require.NoError(t, err)
		require.Equal(t, 49, style(id).NumFmt, "also what is typed into an empty cell")
		require.False(t, style(id).Font.Bold)
	}
	panes, err := file.GetPanes("Failures")
	require.NoError(t, err)
	require.True(t, panes.Freeze)
	require.Equal(t, 1, panes.YSplit)
}

func TestAWorkbookWithoutRows(t *testing.T) {
	rows, err := opened(t, written(t)).GetRows("Failures")
	require.NoError(t, err)
	require.Empty(t, rows)
}

func TestColumnsAreNamedAsALibraryNamesThem(t *testing.T) {
	row := make([]string, book.MaxColumns)
	for i := range row {
		row[i] = "x"
	}
	var content strings.Builder
	file := opened(t, written(t, row))
	for _, column := range []int{1, 26, 27, 52, 702, 703, book.MaxColumns} {
		name, err := excelize.CoordinatesToCellName(column, 1)
		require.NoError(t, err)
		value, err := file.GetCellValue("Failures", name)
		require.NoError(t, err)
		require.Equal(t, "x", value, name)
	}
	require.ErrorIs(t, book.NewWriter(&content).Write(append(row, "x")), book.ErrLimit)
}

func TestWhatDoesNotFitIsSaid(t *testing.T) {
	w := book.NewWriter(io.Discard)
	require.NoError(t, w.Write([]string{strings.Repeat("ä", book.MaxCell)}))
	require.ErrorIs(t, w.Write([]string{strings.Repeat("x", book.MaxCell+1)}), book.ErrLimit)
	require.ErrorIs(t, book.NewWriter(io.Discard).Write([]string{strings.Repeat("\U0001F4E6", book.MaxCell/2+1)}), book.ErrLimit)

	w = book.NewWriter(io.Discard)
	for range book.MaxRows {
		require.NoError(t, w.Write(nil))
	}
	require.ErrorIs(t, w.Write(nil), book.ErrLimit)
}

// TestMillionsOfCellsNeedLittleMemory writes 400,000 and compares with what a hundredth of them took.
func TestMillionsOfCellsNeedLittleMemory(t *testing.T) {
	held := func(rows int) uint64 {
		var out countedWriter
		w := book.NewWriter(&out)
		for range rows {
			require.NoError(t, w.Write([]string{"RR123456785CN", "3011", "01234", "postal code required"}))
		}
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		require.NoError(t, w.Close())
		require.Positive(t, out)
		return m.HeapAlloc
	}
	few := held(1_000)
	require.InDelta(t, float64(few), float64(held(100_000)), 2<<20)
}

type countedWriter int64

func (c *countedWriter) Write(b []byte) (int, error) { *c += countedWriter(len(b)); return len(b), nil }

var errFull = errors.New("no space left")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestAFullDiskIsTold(t *testing.T) {
	w := book.NewWriter(full{})
	_ = w.Write([]string{"x"}) // it may come only when what is buffered is written
	require.ErrorIs(t, w.Close(), errFull)
}

// TestTextsAreWhatALibraryReads leaves out what a library reads otherwise than Excel: it does not
// take _x005F_ for an underscore everywhere.
func TestTextsAreWhatALibraryReads(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.StringMatching(`[\x20-\x7e\n\täß中📦]{0,40}`).Filter(func(s string) bool { return s != "" && !strings.Contains(s, "_x") }).Draw(r, "text")
		value, err := opened(t, written(r, []string{text})).GetCellValue("Failures", "A1")
		require.NoError(r, err)
		require.Equal(r, text, value)
	})
}

func BenchmarkWrite(b *testing.B) {
	w := book.NewWriter(io.Discard)
	row := []string{"RR123456785CN", "3011", "01234", "Berlin", "-18010019", "postal code required", "add_postal_code", "7", "register:3011:RR123456785CN"}
	n := 0
	for b.Loop() {
		if n++; n == book.MaxRows {
			w, n = book.NewWriter(io.Discard), 1
		}
		require.NoError(b, w.Write(row))
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
