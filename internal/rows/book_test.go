package rows_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

// book makes an XLSX as Excel would of cells: the sheets by name, in order.
func book(t testing.TB, sheets ...func(*excelize.File)) string {
	t.Helper()
	file := excelize.NewFile()
	for _, fill := range sheets {
		fill(file)
	}
	var out bytes.Buffer
	require.NoError(t, file.Write(&out))
	require.NoError(t, file.Close())
	return out.String()
}

// cells fills a sheet, making it if need be.
func filled(t testing.TB, sheet string, rows ...[]any) func(*excelize.File) {
	return func(file *excelize.File) {
		_, err := file.NewSheet(sheet)
		require.NoError(t, err)
		for i, row := range rows {
			require.NoError(t, file.SetSheetRow(sheet, fmt.Sprintf("A%d", i+1), &row))
		}
	}
}

// parts are the parts of a workbook with one sheet.
type parts struct {
	sheet, texts, styles string // the content of their elements
	without              string // a part that is left out
}

// zipped makes an XLSX of raw XML, as other programs write it.
func (p parts) zipped(t testing.TB) string {
	t.Helper()
	const relation = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	var out bytes.Buffer
	to := zip.NewWriter(&out)
	for _, part := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Override PartName="/book/main.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`},
		{"_rels/.rels", relations(`<Relationship Id="r" Type="` + relation + `/officeDocument" Target="book/main.xml"/>`)},
		{"book/main.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="` + relation + `">` +
			`<workbookPr date1904="1"/><sheets><sheet name="Chart" sheetId="1" r:id="c"/><sheet name="S" sheetId="2" r:id="s"/></sheets></workbook>`},
		{`book\_rels\main.xml.rels`, relations(`<Relationship Id="c" Type="` + relation + `/chartsheet" Target="c.xml"/>` +
			`<Relationship Id="s" Type="` + relation + `/worksheet" Target="/book/sheet.xml"/>` +
			`<Relationship Id="t" Type="` + relation + `/sharedStrings" Target="../book/texts.xml"/>` +
			`<Relationship Id="y" Type="` + relation + `/styles" Target="styles.xml"/>`)},
		{"book/c.xml", `<chartsheet/>`},
		{"book/sheet.xml", `<x:worksheet xmlns:x="x"><x:sheetData>` + p.sheet + `</x:sheetData></x:worksheet>`},
		{"book/texts.xml", `<sst>` + p.texts + `</sst>`},
		{"book/styles.xml", `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` + p.styles + `</styleSheet>`},
	} {
		if part[0] == p.without {
			continue
		}
		w, err := to.Create(part[0])
		require.NoError(t, err)
		_, err = w.Write([]byte(part[1]))
		require.NoError(t, err)
	}
	require.NoError(t, to.Close())
	return out.String()
}

func relations(all string) string {
	return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + all + `</Relationships>`
}

// row is a row of inline texts.
func row(texts ...string) string {
	return `<row><c t="inlineStr"><is><t>` + strings.Join(texts, `</t></is></c><c t="inlineStr"><is><t>`) + `</t></is></c></row>`
}
