package rows_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/memtest"
	"github.com/trackreg/trackreg/internal/rows"
)

// held is how many bytes are in use.
func held() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestMillionsOfSharedTextsAreHeldInAFile is a workbook of a few kilobytes.
func TestMillionsOfSharedTextsAreHeldInAFile(t *testing.T) {
	const texts = 1 << 20
	text := parts{
		sheet: row("number") + `<row><c t="s"><v>0</v></c></row><row><c t="s"><v>1048576</v></c></row>`,
		texts: "<si><t>AB12345</t></si>" + strings.Repeat("<si/>", texts-1) + "<si><t>AB12346</t></si>",
	}.zipped(t)
	before := held()
	reader, err := rows.Open(strings.NewReader(text), rows.Options{MostUnpacked: 8 << 30})
	require.NoError(t, err)
	require.Less(t, held(), before+2<<20, "8 bytes a text would be 8 MiB")
	for _, number := range []string{"AB12345", "AB12346"} {
		row, err := reader.Read()
		require.NoError(t, err)
		require.Equal(t, number, row.Entry.Number)
	}
	require.NoError(t, reader.Close())
}

func TestLongSharedTextsAreNotHeld(t *testing.T) {
	const texts = 400
	var shared, sheet strings.Builder
	for i := range texts {
		fmt.Fprintf(&shared, "<si><t>AB%05d%s</t></si>", i, strings.Repeat("x", 60_000))
		fmt.Fprintf(&sheet, `<row><c t="inlineStr"><is><t>AB12345</t></is></c><c t="s"><v>%d</v></c></row>`, i)
	}
	text := parts{sheet: row("number", "tag") + sheet.String(), texts: shared.String()}.zipped(t)
	shared.Reset()
	before := held()
	reader, err := rows.Open(strings.NewReader(text), rows.Options{})
	require.NoError(t, err)
	require.NoError(t, reader.Skip(texts-1))
	require.Less(t, held(), before+8<<20, "all would be 24 MB")
	require.NoError(t, reader.Close())
}

func TestAWorkbookWhosePartsTakeManyTimesTheirLengthIsRefused(t *testing.T) {
	sheet := row("number") + row("AB12345")
	for name, p := range map[string]parts{
		"nested":   {sheet: sheet, styles: strings.Repeat("<a>", 1<<20) + strings.Repeat("</a>", 1<<20)},
		"elements": {sheet: sheet, styles: "<cellXfs>" + strings.Repeat("<xf/>", 1<<20) + "</cellXfs>"},
	} {
		text := p.zipped(t)
		took := memtest.Allocated(func() {
			_, err := rows.Open(strings.NewReader(text), rows.Options{})
			require.ErrorIs(t, err, rows.ErrTooLarge, name)
		})
		require.Less(t, took, uint64(128<<20), name)
	}
}

func TestAnArchiveThatListsAMillionFilesIsRefused(t *testing.T) {
	var text bytes.Buffer
	archive := zip.NewWriter(&text)
	for range 100_000 {
		_, err := archive.CreateRaw(&zip.FileHeader{Name: "a.csv"})
		require.NoError(t, err)
	}
	require.NoError(t, archive.Close())
	took := memtest.Allocated(func() {
		_, err := rows.Open(&text, rows.Options{})
		require.ErrorIs(t, err, rows.ErrTooLarge)
	})
	require.Less(t, took, uint64(64<<20))
}

func TestJSONNestedAMillionDeepIsRefused(t *testing.T) {
	const deep = 1 << 20
	for _, text := range []string{
		`[{"number":"AB12345"},{"number":` + strings.Repeat("[", deep),
		`{"orders":[{"number":"AB12345"}],"rest":` + strings.Repeat("[", deep) + strings.Repeat("]", deep) + "}",
		`{"orders":[{"number":"AB12345"}],"rest":` + strings.Repeat(`{"a":`, deep),
	} {
		took := memtest.Allocated(func() {
			reader, err := rows.Open(strings.NewReader(text), rows.Options{})
			require.NoError(t, err)
			_, err = reader.Read()
			require.NoError(t, err)
			_, err = reader.Read()
			require.Regexp(t, "depth|deep", fmt.Sprint(err), text[:40])
			require.NoError(t, reader.Close())
		})
		require.Less(t, took, uint64(16<<20))
	}
	lines := `{"number":"AB12345","a":` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + "}\n" + `{"number":"AB12346"}` + "\n"
	all := read(t, lines+lines, rows.Options{Format: rows.NDJSON})
	require.Len(t, all, 4)
	require.Error(t, all[0].Err)
	require.Nil(t, all[1].Err)
}
