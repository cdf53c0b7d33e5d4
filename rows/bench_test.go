package rows_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/trackreg/trackreg/rows"
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
			b.ReportAllocs()
			b.ResetTimer()
			reader, err := rows.Open(strings.NewReader(text.String()), rows.Options{})
			if err != nil {
				b.Fatal(err)
			}
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
		})
	}
}
