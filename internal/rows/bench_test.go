package rows_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/trackreg/trackreg/internal/rows"
)

// BenchmarkRead shows how many rows a second one goroutine reads.
func BenchmarkRead(b *testing.B) {
	for name, c := range map[string]struct{ header, row string }{
		"csv":    {"number,carrier,tag,order_no,destination_country,destination_postal_code\n", "RR%09dCN,3011,A1,100017,DE,10115\n"},
		"ndjson": {"", `{"number":"RR%09dCN","carrier":3011,"tag":"A1","destination_postal_code":"10115"}` + "\n"},
		"lines":  {"", "RR%09dCN\n"},
	} {
		b.Run(name, func(b *testing.B) {
			var text strings.Builder
			text.WriteString(c.header)
			for i := range b.N {
				fmt.Fprintf(&text, c.row, i)
			}
			readAll(b, text.String())
		})
	}
	b.Run("xlsx", func(b *testing.B) { readAll(b, bigBook(b, b.N)) })
}

// readAll reads b.N good rows.
func readAll(b *testing.B, text string) {
	b.ReportAllocs()
	b.ResetTimer()
	reader, err := rows.Open(strings.NewReader(text), rows.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer reader.Close()
	count := 0
	for row, err := range reader.All() {
		if err != nil || row.Err != nil {
			b.Fatal(err, row.Err)
		}
		count++
	}
	if count != b.N {
		b.Fatalf("read %d rows of %d", count, b.N)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// bigBook makes an XLSX of rows with six cells as Excel does, the texts shared.
func bigBook(b *testing.B, rows int) string {
	const head = "number carrier tag order_no destination_country destination_postal_code"
	var sheet, texts strings.Builder
	sheet.WriteString(row(strings.Fields(head)...))
	texts.WriteString("<si><t>A1</t></si><si><t>DE</t></si><si><t>10115</t></si>")
	for i := range rows {
		fmt.Fprintf(&texts, "<si><t>RR%09dCN</t></si>", i)
		n := i + 2
		fmt.Fprintf(&sheet, `<row r="%d" spans="1:6"><c r="A%d" t="s"><v>%d</v></c><c r="B%d"><v>3011</v></c><c r="C%d" t="s"><v>0</v></c>`+
			`<c r="D%d"><v>%d</v></c><c r="E%d" t="s"><v>1</v></c><c r="F%d" t="s"><v>2</v></c></row>`, n, n, i+3, n, n, n, 100_000+i, n, n)
	}
	return parts{sheet: sheet.String(), texts: texts.String()}.zipped(b)
}

// BenchmarkSkip shows how quickly a run that goes on passes over what it has read.
func BenchmarkSkip(b *testing.B) {
	for name, text := range map[string]func(*testing.B, int) string{
		"csv":  func(_ *testing.B, n int) string { return numbered(n) },
		"xlsx": bigBook,
	} {
		b.Run(name, func(b *testing.B) {
			all := text(b, b.N)
			b.ResetTimer()
			reader, err := rows.Open(strings.NewReader(all), rows.Options{})
			if err != nil {
				b.Fatal(err)
			}
			defer reader.Close()
			if err := reader.Skip(int64(b.N)); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
