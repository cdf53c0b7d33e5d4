package rows_test

import (
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/trackreg/trackreg/internal/rows"
)

func TestXLSX(t *testing.T) {
	text := book(t, filled(t, "Sheet1",
		[]any{},
		[]any{"Tracking No", "Zip", "Weight", "Carrier", "Ship Date", "Auto Detection"},
		[]any{"RR123456785CN", "01234", 2.5, 3011, time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC), true},
		[]any{},
		[]any{"", " ", nil},
		[]any{123456789012345, 10115, nil, nil, time.Date(2026, 1, 31, 15, 4, 5, 0, time.UTC)},
		[]any{"AB12346", nil, nil, nil, nil, nil, nil, "a note beside the table"},
	))
	reader, err := rows.Open(strings.NewReader(text), rows.Options{Name: "f.xlsx"})
	require.NoError(t, err)
	require.Equal(t, rows.XLSX, reader.Format())
	require.True(t, reader.Packed())
	require.Equal(t, []string{"Tracking No", "Zip", "Weight", "Carrier", "Ship Date", "Auto Detection"}, reader.Header())
	require.Len(t, reader.Mapping(), 5)
	require.Equal(t, rows.Layout{Header: reader.Header(), ByteOrderMark: true, Number: 1}, reader.Layout())
	require.NoError(t, reader.Close())

	all := read(t, text, rows.Options{Name: "f.xlsx"})
	require.Equal(t, []string{
		`{"number":"RR123456785CN","destination_postal_code":"01234","carrier":3011,"ship_date":"2026-01-31","auto_detection":true}`,
		`{"number":"123456789012345","destination_postal_code":"10115","ship_date":"2026-01-31"}`,
		`{"number":"AB12346"}`,
	}, told(all))
	require.Equal(t, []int{3, 6, 7}, []int{all[0].Line, all[1].Line, all[2].Line})
	require.Equal(t, []string{"RR123456785CN", "01234", "2.5", "3011", "2026-01-31", "TRUE"}, all[0].Raw)
}

func TestNumbersOfAnXLSXComeInFullOrNotAtAll(t *testing.T) {
	for cell, want := range map[string]string{
		`<c><v>123456789012</v></c>`:                      `{"number":"123456789012"}`,
		`<c><v>123456789012345</v></c>`:                   `{"number":"123456789012345"}`,
		`<c><v>1.23456789012E+11</v></c>`:                 `{"number":"123456789012"}`,
		`<c><v>12345678.0</v></c>`:                        `{"number":"12345678"}`,
		`<c t="n"><v>9261290100130739112345</v></c>`:      `{"number":"9261290100130739112345"}`, // by a program that writes all digits
		`<c t="str"><f>A1</f><v>1234567890123450</v></c>`: `{"number":"1234567890123450"}`,
		`<c s="1"><v>12345</v></c>`:                       `{"number":"00012345"}`,
		`<c><v>1.2345678901234568E+17</v></c>`:            `line 2: number "1.2345678901234568E+17" was rounded by a spreadsheet: export it again with that column formatted as text`,
		`<c><v>1234567890123450</v></c>`:                  `line 2: number "1.23456789012345E+15" was rounded by a spreadsheet: export it again with that column formatted as text`,
		`<c t="e"><v>#N/A</v></c>`:                        `line 2: number "#N/A" is an error of the spreadsheet: mend the formula, or write the value itself`,
		`<c><f>A1</f></c>`:                                `line 2: number is a formula without its value: open the file in a spreadsheet and save it, or write the value itself`,
		`<c t="str"><f>A1</f></c>`:                        `line 2: number is a formula without its value: open the file in a spreadsheet and save it, or write the value itself`,
		`<c><f>A1</f><v>12345</v></c>`:                    `{"number":"12345"}`,
		`<c t="s"><v>0</v></c>`:                           `{"number":"AB12345"}`,
		`<c t="s"><v>1</v></c>`:                           `line 2: number "1" is the number of a text that the file does not hold: save the file again in a spreadsheet`,
	} {
		text := parts{
			sheet:  row("number") + `<row>` + cell + `</row>`,
			texts:  `<si><r><t>AB</t></r><r><t>12345</t></r><rPh><t>aid</t></rPh></si>`,
			styles: `<numFmts><numFmt numFmtId="170" formatCode="00000000"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs>`,
		}.zipped(t)
		require.Equal(t, []string{want}, told(read(t, text, rows.Options{})), cell)
	}
}

// TestAFormulaThatComesToNothingIsAnEmptyCell, as those are below a table that has room for more.
func TestAFormulaThatComesToNothingIsAnEmptyCell(t *testing.T) {
	const nothing = `<c t="str"><f>IF(B2="","",B2)</f><v></v></c>`
	text := parts{
		sheet: row("number", "tag") + `<row><c t="inlineStr"><is><t>AB12345</t></is></c>` + nothing + `</row><row>` + nothing + nothing + `</row>`,
	}.zipped(t)
	require.Equal(t, []string{`{"number":"AB12345"}`}, told(read(t, text, rows.Options{})))
}

func TestDatesOfAnXLSX(t *testing.T) {
	for format, want := range map[string]string{
		"yyyy-mm-dd":         "2030-02-02", // the days count from 1904
		"dd.mm.yyyy hh:mm":   "2030-02-02",
		`[$-407]d. mmm yy;@`: "2030-02-02",
		"[Magenta]0":         "",
		`0 "days"`:           "",
		"[h]:mm":             "",
		"General":            "",
		"#,##0.00":           "",
	} {
		text := parts{
			sheet:  row("number", "ship date") + `<row><c t="inlineStr"><is><t>AB12345</t></is></c><c s="1"><v>46054</v></c></row>`,
			styles: `<numFmts><numFmt numFmtId="170" formatCode="` + strings.ReplaceAll(format, `"`, "&quot;") + `"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs>`,
		}.zipped(t)
		if want != "" {
			want = `,"ship_date":"` + want + `"`
		}
		require.Equal(t, []string{`{"number":"AB12345"` + want + `}`}, told(read(t, text, rows.Options{})), format)
	}
}

func TestASheetIsChosenByName(t *testing.T) {
	text := book(t, filled(t, "Sheet1", []any{"number"}, []any{"AB12345"}), filled(t, "Returns", []any{"number"}, []any{"AB99999"}))
	require.Equal(t, "AB12345", read(t, text, rows.Options{})[0].Entry.Number)
	require.Equal(t, "AB99999", read(t, text, rows.Options{Sheet: "returns "})[0].Entry.Number)
	_, err := rows.Open(strings.NewReader(text), rows.Options{Sheet: "Retruns"})
	require.ErrorContains(t, err, `no sheet is named "Retruns": did you mean "Returns"? The sheets are ["Sheet1" "Returns"]`)
}

func TestCharactersThatXMLDoesNotHave(t *testing.T) {
	text := parts{sheet: row("number", "tag") + row("AB12345_x000D_", "a_x005F_x000D_b")}.zipped(t)
	require.Equal(t, []string{`{"number":"AB12345","tag":"a_x000D_b"}`}, told(read(t, text, rows.Options{})))
}

func TestARowOfAnXLSXMayBeTooLong(t *testing.T) {
	text := parts{sheet: row("number", "tag") + row("AB12345", strings.Repeat("x", 70_000)) + row("AB12346", "y")}.zipped(t)
	all := read(t, text, rows.Options{})
	require.ErrorContains(t, all[0].Err, "is longer than 65536 bytes")
	require.Nil(t, all[1].Err)
}

func TestManySharedTexts(t *testing.T) {
	texts := &strings.Builder{}
	sheet := &strings.Builder{}
	var want []string
	for i := range 8_000 {
		number := "AB" + strings.Repeat("0", i%30) + "12345"
		texts.WriteString("<si><t>" + number + "</t></si><si><t>DE</t></si>")
		sheet.WriteString(`<row><c t="s"><v>` + strconv.Itoa(2*i) + `</v></c><c t="s"><v>` + strconv.Itoa((2*i*7919)%16_000|1) + `</v></c></row>`)
		want = append(want, number)
	}
	text := parts{sheet: row("number", "destination country") + sheet.String(), texts: texts.String()}.zipped(t)
	for i, row := range read(t, text, rows.Options{}) {
		require.Nil(t, row.Err)
		require.Equal(t, want[i], row.Entry.Number)
		require.Equal(t, "DE", row.Raw[1])
	}
}

func TestABrokenXLSXLosesNoRowUnnoticed(t *testing.T) {
	whole := row("number") + row("AB12345")
	for name, broken := range map[string]string{
		"XML that ends":             whole + `<row><c t="inlineStr"><is><t>AB1`,
		"a cell that is not closed": whole + `<row><c><v>12345</v></row>`,
		"rows in no order":          whole + `<row r="2"><c><v>12345</v></c></row>`,
		"a place that is none":      whole + `<row><c r="?"><v>12345</v></c></row>`,
		"a style that is none":      whole + `<row><c s="x"><v>12345</v></c></row>`,
		"an entity that is none":    whole + `<row><c><v>&no;</v></c></row>`,
	} {
		reader, err := rows.Open(strings.NewReader(parts{sheet: broken}.zipped(t)), rows.Options{Name: "f.xlsx"})
		require.NoError(t, err, name)
		got, err := reader.Read()
		require.NoError(t, err, name)
		require.Equal(t, "AB12345", got.Entry.Number, name)
		_, err = reader.Read()
		require.ErrorContains(t, err, "read f.xlsx after line 2: the XLSX is damaged, save it again in a spreadsheet", name)
		require.NoError(t, reader.Close())
	}
	for _, part := range []string{"_rels/.rels", "book/main.xml", `book\_rels\main.xml.rels`, "book/sheet.xml"} {
		_, err := rows.Open(strings.NewReader(parts{sheet: whole, without: part}.zipped(t)), rows.Options{})
		require.Error(t, err, part)
	}
	for _, part := range []string{"book/texts.xml", "book/styles.xml", "book/c.xml"} {
		require.Len(t, read(t, parts{sheet: whole, without: part}.zipped(t), rows.Options{}), 1, part)
	}
	cut := parts{sheet: whole}.zipped(t)
	_, err := rows.Open(strings.NewReader(cut[:len(cut)/2]), rows.Options{})
	require.ErrorContains(t, err, "the spreadsheet or zip is damaged")
}

func TestAChecksumThatIsWrongIsNoticed(t *testing.T) {
	whole := parts{sheet: row("number") + row("AB12345")}.zipped(t)
	damage := func(part string) string {
		const header, checksum = 46, 16 // of an entry of the archive's directory, whose name follows it
		at := strings.LastIndex(whole, part) - header + checksum
		return whole[:at] + string([]byte{whole[at] ^ 1}) + whole[at+1:]
	}
	reader, err := rows.Open(strings.NewReader(damage("book/sheet.xml")), rows.Options{})
	require.NoError(t, err)
	require.NoError(t, reader.Skip(1))
	require.ErrorContains(t, reader.Skip(1), "read the input after line 2: the XLSX is damaged")
	_, err = rows.Open(strings.NewReader(damage("book/texts.xml")), rows.Options{})
	require.ErrorContains(t, err, "the XLSX is damaged")
}

func TestAnEmptySheetNeedsAHeader(t *testing.T) {
	for _, sheet := range []string{"", "<row/>", `<row><c/><c><v> </v></c></row>`} {
		_, err := rows.Open(strings.NewReader(parts{sheet: sheet}.zipped(t)), rows.Options{})
		require.ErrorContains(t, err, "the sheet is empty: it needs a header")
	}
	_, err := rows.Open(strings.NewReader("number\n"), rows.Options{Format: rows.XLSX})
	require.ErrorIs(t, err, rows.ErrFormat)
	_, err = rows.Open(strings.NewReader(parts{sheet: row("number")}.zipped(t)), rows.Options{Format: rows.CSV})
	require.ErrorIs(t, err, rows.ErrFormat)
}

func TestABombIsNotUnpacked(t *testing.T) {
	zeros := strings.Repeat(`<row><c><v>12345</v></c></row>`, 100_000)
	_, err := rows.Open(strings.NewReader(parts{sheet: row("number") + zeros}.zipped(t)), rows.Options{MostUnpacked: 1 << 20})
	require.ErrorIs(t, err, rows.ErrTooLarge, "the sheet")
	_, err = rows.Open(strings.NewReader(parts{sheet: row("number"), texts: zeros}.zipped(t)), rows.Options{MostUnpacked: 1 << 20})
	require.ErrorIs(t, err, rows.ErrTooLarge, "the texts")
	_, err = rows.Open(strings.NewReader(parts{sheet: row("number"), styles: strings.Repeat(zeros, 5)}.zipped(t)), rows.Options{})
	require.ErrorIs(t, err, rows.ErrTooLarge, "the styles")
	_, err = rows.Open(strings.NewReader(parts{sheet: row("number", strings.Repeat("x", 2<<20))}.zipped(t)), rows.Options{})
	require.ErrorIs(t, err, rows.ErrTooLarge, "one text")
}

// TestWhatFillsTheMemoryIsNotUnpacked holds the bounds on what is little when it is unpacked and
// much when it is held.
func TestWhatFillsTheMemoryIsNotUnpacked(t *testing.T) {
	few := parts{sheet: row("number") + row("AB12345"), texts: strings.Repeat(`<si/>`, 4096)}
	reader, err := rows.Open(strings.NewReader(few.zipped(t)), rows.Options{MostUnpacked: 1 << 20})
	require.NoError(t, err)
	require.NoError(t, reader.Close())
	few.texts += `<si/>`
	_, err = rows.Open(strings.NewReader(few.zipped(t)), rows.Options{MostUnpacked: 1 << 20})
	require.ErrorIs(t, err, rows.ErrTooLarge)
	require.ErrorContains(t, err, "more than 4096 different texts, split it up")

	reader, err = rows.Open(strings.NewReader(parts{
		sheet: row("number") + row("AB12345") + `<row>` + strings.Repeat(`<c r="A2"/>`, excelize.MaxColumns+1) + `</row>`,
	}.zipped(t)), rows.Options{})
	require.NoError(t, err)
	require.NoError(t, reader.Skip(1))
	_, err = reader.Read()
	require.ErrorContains(t, err, "a row has too many cells")
	require.NoError(t, reader.Close())

	styled := &strings.Builder{}
	for style := range 2 * 65536 {
		styled.WriteString(`<row><c s="` + strconv.Itoa(style) + `"><v>12345</v></c></row>`)
	}
	reader, err = rows.Open(strings.NewReader(parts{sheet: row("number") + styled.String()}.zipped(t)), rows.Options{})
	require.NoError(t, err)
	require.NoError(t, reader.Skip(2*65536))
	require.Less(t, rows.StylesKept(reader), 65536)
	require.NoError(t, reader.Close())
}

func TestNoTemporaryFileStays(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	reader, err := rows.Open(strings.NewReader(parts{sheet: row("number") + row("AB12345")}.zipped(t)), rows.Options{})
	require.NoError(t, err)
	_, err = reader.Read()
	require.NoError(t, err)
	require.NoError(t, reader.Close())
	require.NoError(t, reader.Close(), "closed again")
	_, err = rows.Open(strings.NewReader("PK\x03\x04..."), rows.Options{})
	require.Error(t, err)
	left, err := os.ReadDir(folder)
	require.NoError(t, err)
	require.Empty(t, left)

	t.Setenv("TMPDIR", folder+"/none")
	_, err = rows.Open(strings.NewReader("PK\x03\x04..."), rows.Options{})
	require.ErrorContains(t, err, "a spreadsheet needs a folder for temporary files, which TMPDIR names")
}

func TestFailuresOfAnXLSXCanBeFedBack(t *testing.T) {
	text := book(t, filled(t, "Sheet1", []any{"Tracking No", "Ship Date"}, []any{"AB12345", time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)}), func(f *excelize.File) {
		require.NoError(t, f.SetCellFormula("Sheet1", "B3", "1/0"))
		require.NoError(t, f.SetCellValue("Sheet1", "A3", "AB12346"))
	})
	failed := fail(t, text, rows.Options{}, verdict)
	require.True(t, strings.HasPrefix(failed, "\ufeffTracking No,Ship Date,code,"))
	require.Equal(t, []string{`{"number":"AB12345","ship_date":"2026-01-31"}`, `{"number":"AB12346"}`}, told(read(t, failed, rows.Options{})))
}
