package rows_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/internal/rows/cells"
)

// TestFilesThatWereMisread are small files as shops' and carriers' tools write them, each of which
// was once understood wrongly.
func TestFilesThatWereMisread(t *testing.T) {
	for name, c := range map[string]struct {
		o    rows.Options
		want []string // the entries and the rows' errors
		is   error    // of the file as a whole
		says string
		done cells.Kinds
	}{
		"01-shipment-number-first.csv":     {want: []string{`{"order_no":"100000045","number":"RR100000201CN"}`, `{"order_no":"100000046","number":"RR100000202CN"}`}},
		"02-number-is-document-number.csv": {want: []string{`{"number":"RR100000203CN"}`, `{"number":"RR100000204CN"}`}},
		"04-two-tracking-columns.csv": {
			says: `more than one column may be the tracking number's: "Tracking Number" (column B), "Tracking Number 2" (column C) and "Tracking Number" (column D); say which is, as --column number=B does`,
		},
		"05-excel-safe-and-float-zip.csv": {
			o: rows.Options{Columns: map[string]string{"phone_number_last_4": "Phone last 4"}},
			want: []string{
				`{"order_no":"A1","number":"RR100000211CN","destination_postal_code":"01234","phone_number_last_4":"0012"}`,
				`{"order_no":"A2","number":"RR100000212CN","destination_postal_code":"01234","phone_number_last_4":"0012"}`,
				`{"order_no":"A3","number":"RR100000213CN","destination_postal_code":"1234","phone_number_last_4":"12"}`,
			},
			done: cells.Formula | cells.Quote | cells.Decimals,
		},
		"06-excel-safe-number.csv": {want: []string{
			`{"order_no":"A1","number":"0034012345678901","destination_postal_code":"01234"}`,
			`{"order_no":"A2","number":"00340123456789012","destination_postal_code":"01234"}`,
		}, done: cells.Formula},
		"08-pandas-floats.csv": {want: []string{
			`{"order_no":"A1","number":"123456789012","carrier":3011}`, `{"order_no":"A2","number":"RR100000312CN"}`,
		}, done: cells.Decimals},
		"09-title-line.csv": {want: []string{
			`{"order_no":"A1","number":"RR100000221CN"}`, `{"order_no":"A2","number":"RR100000222CN"}`, `{"order_no":"A3","number":"RR100000223CN"}`,
		}},
		"09b-title-lines.xlsx":  {want: []string{`{"order_no":"A1","number":"RR100000401CN"}`}},
		"10-quoted-sep.csv":     {want: []string{`{"order_no":"A1","number":"RR100000042CN"}`}},
		"11-cr-only.csv":        {want: []string{`{"order_no":"A1","number":"RR100000051CN"}`, `{"order_no":"A2","number":"RR100000052CN"}`}},
		"11b-cr-only-lines.txt": {want: []string{`{"number":"RR100000053CN"}`, `{"number":"RR100000054CN"}`, `{"number":"RR100000055CN"}`}},
		"12-several-in-one-cell.csv": {want: []string{
			`{"order_no":"A1","number":"RR100000321CN"}`, `{"order_no":"A1","number":"RR100000322CN"}`,
			`{"order_no":"A2","number":"1Z999AA10123456784"}`, `{"order_no":"A2","number":"1Z999AA10123456785"}`, `{"order_no":"A2","number":"1Z999AA10123456786"}`,
		}, done: cells.Split},
		"12b-several-by-newline.csv": {want: []string{
			`{"order_no":"A1","number":"RR100000001CN"}`, `{"order_no":"A1","number":"RR100000002CN"}`, `{"order_no":"A2","number":"RR100000003CN"}`,
		}, done: cells.Split},
		"13-nbsp-in-heading.csv": {o: rows.Options{Columns: map[string]string{"number": "Tracking Number"}}, want: []string{
			`{"order_no":"A1","number":"RR100000231CN"}`, `{"order_no":"A2","number":"9400111202555842"}`, `{"order_no":"A3","number":"RR100000063CN"}`,
		}, done: cells.Blanks},
		"14-hidden-first-sheet.xlsx": {want: []string{`{"order_no":"A1","number":"RR100000404CN"}`}},
		"15-look-alikes.csv": {want: []string{
			`{"order_no":"A1","number":"RR1000000071CN"}`, `{"order_no":"A2","number":"123456789012"}`,
			`15-look-alikes.csv:4: Tracking Number "RR100000073СN" holds 'С' (U+0421, Cyrillic), which only looks like a character of a number: type it anew with the letters A to Z, digits and -`,
			`15-look-alikes.csv:5: Tracking Number "RR1000–00074CN" holds '–' (U+2013, a dash), which only looks like a character of a number: type it anew with the letters A to Z, digits and -`,
			`15-look-alikes.csv:6: Tracking Number "1Z999АА10123456784" holds 'А' (U+0410, Cyrillic), which only looks like a character of a number: type it anew with the letters A to Z, digits and -`,
		}, done: cells.Digits},
		"17-odoo-shopify-headings.csv": {want: []string{`{"number":"RR100000301CN"}`, `{"number":"RR100000302CN"}`}, done: cells.Split},
		"20-tracking-is-a-status.csv":  {want: []string{`{"number":"RR100000011CN"}`}},
		"21-one-unknown-heading.csv": {
			says: `no column is the tracking number's: head it number, or say which it is, as --column number="..." does; nor is each line a tracking number by itself (line 1 is none); the columns are ["tracking_url"]`,
		},
		"22-html-named.xls": {is: rows.ErrFormat, says: "a web page, saved under another name"},
		"23-js-writer-18-digits.xlsx": {want: []string{
			`{"order_no":"1001","number":"123456789012","destination_postal_code":"01234","carrier":3011,"ship_date":"2026-11-01"}`,
			`{"order_no":"1002","number":"123456789012345","destination_postal_code":"12345","carrier":3011}`,
			`23-js-writer-18-digits.xlsx:4: Tracking Number "1.2345678901234568E+16" was rounded by a spreadsheet: export it again with that column formatted as text`,
			`23-js-writer-18-digits.xlsx:5: Tracking Number "3.4043416109404256E+17" was rounded by a spreadsheet: export it again with that column formatted as text`,
			`{"order_no":"1005","number":"RR100000001CN","destination_postal_code":"01234"}`,
			`{"order_no":"1006","number":"RR100000002CN","destination_postal_code":"01234"}`,
			`{"order_no":"1007","number":"RR100000003CN","destination_postal_code":"01234"}`,
			`23-js-writer-18-digits.xlsx:9: Tracking Number is a formula without its value: open the file in a spreadsheet and save it, or write the value itself`,
			`23-js-writer-18-digits.xlsx:10: Tracking Number "#N/A" is an error of the spreadsheet: mend the formula, or write the value itself`,
			`23-js-writer-18-digits.xlsx:11: Tracking Number "12345678.5" holds '.' (U+002E): tracking numbers are letters, digits and hyphens: write the number alone`,
			`{"order_no":"1011","number":"RR100000005CN","destination_postal_code":"01234"}`,
			`{"order_no":"1012","number":"RR100000006CN","destination_postal_code":"01234"}`,
			`{"order_no":"1012","number":"RR100000007CN","destination_postal_code":"01234"}`,
			`23-js-writer-18-digits.xlsx:15: Tracking Number "12" is shorter than 5 characters: see whether the field holds the tracking number`,
		}, done: cells.Split | cells.NoDate},
		"24-carrier-names.csv":      {want: []string{`{"number":"RR100000011CN","carrier":3011}`, `{"number":"1Z999AA10123456784","carrier":100002}`}},
		"25-tracker-objects.ndjson": {want: []string{`{"number":"9400100000000000000000","carrier":21051}`}},
		"26-country-names.csv":      {want: []string{`{"number":"RR100000011CN","destination_country":"DE"}`, `{"number":"RR100000012CN","destination_country":"US"}`}},
		"27-unquoted-tsv.tsv": {want: []string{
			`{"order_no":"A-1","number":"RR100000011CN"}`, `{"order_no":"A-2","number":"RR100000012CN"}`, `{"order_no":"A-3","number":"RR100000013CN"}`,
		}},
		"28-formula.ndjson":          {want: []string{`{"number":"RR100000011CN","tag":"=HYPERLINK(\"http://x.example\")","destination_country":"DE"}`}},
		"29-printed-with-blanks.csv": {want: []string{`{"number":"9400100000000000000000"}`}, done: cells.Blanks},
	} {
		t.Run(name, func(t *testing.T) {
			file, err := os.Open(filepath.Join("testdata", "cases", name))
			require.NoError(t, err)
			defer file.Close()
			c.o.Name = name
			reader, err := rows.Open(file, c.o)
			if c.says != "" {
				require.ErrorContains(t, err, c.says)
				if c.is != nil {
					require.ErrorIs(t, err, c.is)
				}
				return
			}
			require.NoError(t, err)
			defer reader.Close()
			var got []string
			var done cells.Kinds
			for row, err := range reader.All() {
				require.NoError(t, err)
				done |= row.Done
				if row.Err != nil {
					got = append(got, row.Err.Error())
				} else {
					got = append(got, string(row.Entry.Payload))
				}
			}
			require.Equal(t, c.want, got)
			require.Equal(t, c.done, done)
		})
	}
}
