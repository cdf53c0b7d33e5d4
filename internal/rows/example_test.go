package rows_test

import (
	"fmt"
	"strings"

	"github.com/trackreg/trackreg/internal/rows"
)

func Example() {
	input := strings.NewReader("Tracking No;Zip\nRR123456785CN;10115\n1.2E+17;20095\n")
	reader, err := rows.Open(input, rows.Options{Name: "orders.csv"})
	if err != nil {
		fmt.Println(err)
		return
	}
	var failed strings.Builder
	failures := rows.NewFailures(&failed, reader.Layout())
	for row, err := range reader.All() {
		switch {
		case err != nil:
			fmt.Println(err)
		case row.Err != nil:
			_ = failures.Write(row, rows.Verdict{Message: row.Err.Reason(), Remedy: "fix_number"})
		default:
			fmt.Printf("%s\n", row.Entry.Payload)
		}
	}
	if err := failures.Flush(); err != nil {
		fmt.Println(err)
	}
	fmt.Print(strings.ReplaceAll(failed.String(), "\r\n", "\n"))
	// Output:
	// {"number":"RR123456785CN","destination_postal_code":"10115"}
	// Tracking No;Zip;code;message;remedy;line;_mends
	// '1.2E+17;20095;;"Tracking No ""1.2E+17"" was rounded by a spreadsheet: export it again with that column formatted as text";fix_number;3;
}
