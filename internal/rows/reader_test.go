package rows_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/rows"
)

// read reads all rows of the text.
func read(t *testing.T, text string, o rows.Options) []rows.Row {
	t.Helper()
	reader, err := rows.Open(strings.NewReader(text), o)
	require.NoError(t, err)
	var all []rows.Row
	for row, err := range reader.All() {
		require.NoError(t, err)
		all = append(all, row)
	}
	return all
}

// told returns each row's payload, or what is wrong with it.
func told(all []rows.Row) []string {
	var out []string
	for _, row := range all {
		if row.Err != nil {
			out = append(out, row.Err.Error())
		} else {
			out = append(out, string(row.Entry.Payload))
		}
	}
	return out
}

func TestCSV(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		o    rows.Options
		want []string
	}{
		"fields by name": {
			"number,carrier,tag,destination_postal_code\nRR123456785CN,3011,A1,01234\n", rows.Options{},
			[]string{`{"number":"RR123456785CN","carrier":3011,"tag":"A1","destination_postal_code":"01234"}`},
		},
		"headings of a shop": {
			"Order No.;Tracking No;Courier;Destination Country;Zip;Weight\r\n17;RR123456785CN;;DE;10115;2,5\r\n", rows.Options{},
			[]string{`{"order_no":"17","number":"RR123456785CN","destination_country":"DE","destination_postal_code":"10115"}`},
		},
		"tabs and a byte order mark": {
			"\ufeffTRACKING_NUMBER\tTag\nAB12345\tx,y\n", rows.Options{},
			[]string{`{"number":"AB12345","tag":"x,y"}`},
		},
		"bars, and blanks round the headings": {
			" number | tag \nAB12345|x\n", rows.Options{}, []string{`{"number":"AB12345","tag":"x"}`},
		},
		"quotes": {
			"number,\"tag\"\n\"AB12345\",\"a \"\"b\"\", c\"\n \"AB12346\" ,5\" pipe\n\"AB12347\",\"two\nlines\"\n", rows.Options{},
			[]string{`{"number":"AB12345","tag":"a \"b\", c"}`, `{"number":"AB12346","tag":"5\" pipe"}`, `{"number":"AB12347","tag":"two\nlines"}`},
		},
		"what Excel tells of its separator": {
			"sep=;\nnumber;tag\nAB12345;x\n", rows.Options{Name: "x.csv"}, []string{`{"number":"AB12345","tag":"x"}`},
		},
		"columns that are named": {
			"Number,Ref No,Mail,Code\n1,AB12345,a@example.com,9\n",
			rows.Options{Columns: map[string]string{"number": "ref no", "email": "Mail"}},
			[]string{`{"number":"AB12345","email":"a@example.com"}`},
		},
		"what would cost is not sent unasked": {
			"number,email,lang\nAB12345,a@example.com,de\n", rows.Options{}, []string{`{"number":"AB12345"}`},
		},
		"the field's own name goes before a synonym": {
			"tracking,number\nAB1,AB12345\n", rows.Options{}, []string{`{"number":"AB12345"}`},
		},
		"carriers by name": {
			"number,carrier\nAB12345,dhl \nAB12346,3011\nAB12347,\n", rows.Options{Carriers: map[string]int{"DHL": 100001}},
			[]string{`{"number":"AB12345","carrier":100001}`, `{"number":"AB12346","carrier":3011}`, `{"number":"AB12347"}`},
		},
		"fixed fields": {
			"number,tag\nAB12345,\nAB12346,own\n", rows.Options{Fixed: map[string]string{"tag": "fixed", "carrier": "3011"}},
			[]string{`{"number":"AB12345","carrier":3011,"tag":"fixed"}`, `{"number":"AB12346","tag":"own","carrier":3011}`},
		},
		"the caller's own fields": {
			"number,_ref,_shop\nAB12345,7,x\n", rows.Options{}, []string{`{"number":"AB12345","_ref":"7","_shop":"x"}`},
		},
		"whole objects": {
			"payload,code\n\"{\"\"number\"\":\"\"AB12345\"\",\"\"x\"\":1}\",-1\n", rows.Options{Fixed: map[string]string{"tag": "t"}},
			[]string{`{"tag":"t","number":"AB12345","x":1}`},
		},
		"empty rows and trailing separators": {
			"\n\nnumber,tag\n\n,\nAB12345,x,,\n", rows.Options{}, []string{`{"number":"AB12345","tag":"x"}`},
		},
		"no newline at the end": {
			"number,tag\nAB12345,x", rows.Options{}, []string{`{"number":"AB12345","tag":"x"}`},
		},
	} {
		require.Equal(t, c.want, told(read(t, c.text, c.o)), name)
	}
}

func TestBadRowsAreNamedAndTheRestGoesOn(t *testing.T) {
	long := strings.Repeat("x", 70_000)
	for name, c := range map[string]struct {
		rows string
		want []string
	}{
		"rounded by a spreadsheet":  {"1.2E+17,x", []string{`f.csv:2: Tracking No "1.2E+17" was rounded by a spreadsheet: export it again with that column formatted as text`}},
		"empty":                     {",x", []string{`f.csv:2: Tracking No is empty: put the tracking number there`}},
		"a control character":       {"AB\x0112345,x", []string{`f.csv:2: Tracking No "AB\x0112345" holds a blank or invisible character (U+0001): take it out`}},
		"too few cells":             {"AB12345", []string{`f.csv:2: the row has 1 of 2 cells: fill up the row, and see whether it is broken over two lines`}},
		"too many cells":            {"AB12345,x,y", []string{`f.csv:2: the row has 3 cells under 2 headings: put a cell that holds the separator in quotes`}},
		"text behind a quote":       {`"AB12345"6,x`, []string{`f.csv:2: the row has text behind a closing quote: write two quotes for one that is meant`}},
		"longer than a line may be": {long, []string{`f.csv:2: the row is longer than 65536 bytes: shorten it, and look for a quote that is not closed`}},
		"a carrier by name": {"AB12345,x\nAB12346,y", []string{
			`f.csv:2: Carrier "x" is no carrier that is known: write 17TRACK's code, or say under carriers what "x" means`,
			`f.csv:3: Carrier "y" is no carrier that is known: write 17TRACK's code, or say under carriers what "y" means`,
		}},
	} {
		heading := "tag"
		if strings.Contains(name, "carrier") {
			heading = "Carrier"
		}
		all := read(t, "Tracking No,"+heading+"\n"+c.rows+"\nAB99999,\n", rows.Options{Name: "f.csv"})
		require.Equal(t, append(c.want, `{"number":"AB99999"}`), told(all), name)
	}
}

func TestOfARowThatIsTooLongTheBeginningIsKept(t *testing.T) {
	for long, format := range map[string]rows.Format{
		"number,tag\nAB12345," + strings.Repeat("ü", 40_000) + "\nAB12346,x\n": rows.CSV, strings.Repeat("ü", 40_000) + "\nAB12345\n": rows.Lines,
	} {
		all := read(t, long, rows.Options{Format: format})
		require.ErrorContains(t, all[0].Err, "is longer than 65536 bytes")
		require.Len(t, all[0].Raw, 1)
		require.Contains(t, long, all[0].Raw[0])
		require.InDelta(t, 1024, len(all[0].Raw[0]), 1)
	}
}

func TestInvalidUTF8CostsItsRowAlone(t *testing.T) {
	all := read(t, "number,tag,other\nAB12345,\xff,\nAB12346,x,\xff\nAB12347,übergrößengerät,\n", rows.Options{})
	require.Contains(t, all[0].Err.Error(), "line 2: tag")
	require.Contains(t, all[0].Err.Error(), "is not valid UTF-8")
	require.Nil(t, all[1].Err, "a column that is passed over may hold anything")
}

func TestAnUnclosedQuoteCostsItsRowAlone(t *testing.T) {
	const unclosed = `line 3: the row has a quote that is not closed: close it, or write two for one that is meant`
	for name, text := range map[string]string{
		"never closed":              "AB12345,x\nAB12346,\"y\nAB12347,z\n",
		"closed by the next row's":  "AB12345,x\nAB12346,\"y\nAB12347,\"z\"\n",
		"closed in the wrong place": "AB12345,x\nAB12346,\"y\n\"AB12347\",z\n",
	} {
		all := read(t, "number,tag\n"+text, rows.Options{})
		require.Len(t, all, 3, name)
		require.Nil(t, all[0].Err, name)
		require.Contains(t, []string{unclosed, strings.Replace(unclosed, "a quote that is not closed: close it, or write two for one that is meant",
			"text behind a closing quote: write two quotes for one that is meant", 1)}, all[1].Err.Error(), name)
		require.Equal(t, []string{`AB12346,"y`}, all[1].Raw, name)
		require.Nil(t, all[2].Err, name)
		require.Equal(t, 4, all[2].Line, name)
	}
	many := read(t, "number,tag\nAB12345,\"x\n"+strings.Repeat("AB12346,y\n", 1000), rows.Options{})
	require.Len(t, many, 1001)
	require.NotNil(t, many[0].Err)
	for _, row := range many[1:] {
		require.Nil(t, row.Err)
	}
}

func TestNDJSON(t *testing.T) {
	all := read(t, "{\"number\":\"AB12345\",\"special\":{\"a\":1}}\n\n{\"number\":1}\nnonsense\n[]\n{}\n {\"number\":\" AB12346 \",\"tag\":\"own\"} \r\n",
		rows.Options{Name: "f.jsonl", Fixed: map[string]string{"tag": "t", "carrier": "3011"}})
	require.Len(t, all, 6)
	require.Equal(t, `{"carrier":3011,"tag":"t","number":"AB12345","special":{"a":1}}`, string(all[0].Entry.Payload))
	for i, says := range map[int]string{1: "f.jsonl:3: number", 2: "f.jsonl:4: payload", 3: "f.jsonl:5: payload", 4: "f.jsonl:6: number is "} {
		require.ErrorContains(t, all[i].Err, strings.Replace(says, "payload", "the row", 1))
	}
	require.Equal(t, "AB12346", all[5].Entry.Number)
	require.Equal(t, 7, all[5].Line)
	require.Equal(t, "own", all[5].Entry.Tag)
}

func TestLines(t *testing.T) {
	all := read(t, "\ufeff# of today\r\nRR123456785CN\r\n\n  1Z999AA10123456784 \nshipped today\n1.2E+17\rAB12345,AB12346",
		rows.Options{Name: "f.txt", Format: rows.Lines, Fixed: map[string]string{"carrier": "3011"}})
	require.Equal(t, []string{
		`{"number":"RR123456785CN","carrier":3011}`, `{"number":"1Z999AA10123456784","carrier":3011}`,
		`f.txt:5: number "shipped today" holds a blank or invisible character (U+0020): take it out`,
		`f.txt:6: number "1.2E+17" was rounded by a spreadsheet: export it again with that column formatted as text`,
		`{"number":"AB12345","carrier":3011}`, `{"number":"AB12346","carrier":3011}`,
	}, told(all))
}

func TestFormatsAreFoundOut(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       rows.Format
	}{
		{"x.csv", "number,tag\nAB12345,\n", rows.CSV},
		{"x.csv", "{\"number\":\"AB12345\"}\n", rows.NDJSON},
		{"x.csv", "RR123456785CN\nRR123456799CN\n", rows.Lines},
		{"x.CSV", "Tracking Number\nRR123456785CN\n", rows.CSV},
		{"-", "tracking no\nRR123456785CN\n", rows.CSV},
		{"-", "RR123456785CN\n", rows.Lines},
		{"-", "RR123456785CN", rows.Lines},
		{"x.json", "RR123456785CN\n", ""},
		{"x.xlsx", "RR123456785CN\n", rows.Lines},
		{"-", "RR123456785CN\nshipped\n", ""},
		{"-", "# of today\n\nRR123456785CN\n", rows.Lines},
		{"-", "", ""},
		{"-", "\n\n  \n{\"number\":\"x\"}\n", rows.NDJSON},
		{"x.txt", "number;tag\nAB12345;\n", rows.CSV},
		{"x.json", "{\"number\":\"x\"}", rows.NDJSON},
		{"x.json", "[{\"number\":\"AB12345\"}]", rows.JSON},
		{"x.csv", "{\n \"number\":\"AB12345\"\n}\n", rows.JSON},
		{"x.ndjson", "", ""},
	} {
		reader, err := rows.Open(strings.NewReader(c.text), rows.Options{Name: c.name})
		if c.want == "" {
			require.Error(t, err, c)
			continue
		}
		require.NoError(t, err, c)
		require.Equal(t, c.want, reader.Format(), c)
	}
}

func TestOpenRefuses(t *testing.T) {
	for text, says := range map[string]string{
		"PK\x03\x04...":                          "the spreadsheet or zip is damaged",
		"\xd0\xcf\x11\xe0...":                    "save it as XLSX",
		"BZh91AY&SY...":                          "is packed with bzip2",
		"number\n\x00\x01\x02":                   "holds zero bytes",
		"":                                       "there is nothing to read: the input is empty",
		" \n\r\n":                                "there is nothing to read: the input is empty",
		"number,tag\n":                           "there is nothing to read: the header stands alone",
		"a,b\n1,2\n":                             `no column is the tracking number's: head it number, or say which it is, as --column number="..." does; the columns are ["a" "b"]`,
		"RR123456785CN,3011\n":                   "no column is the tracking number's",
		"number,\"tag\nAB12345,x\n":              "line 1 has a quote that is not closed",
		"number," + strings.Repeat("x,", 40_000): "line 1 is longer than",
	} {
		_, err := rows.Open(strings.NewReader(text), rows.Options{Name: "f"})
		require.ErrorContains(t, err, says)
		require.ErrorContains(t, err, "f: ")
	}
	_, err := rows.Open(strings.NewReader("number\nAB12345\n"), rows.Options{Columns: map[string]string{"carrier": "Courier"}})
	require.ErrorContains(t, err, `no column is headed "Courier", which is to give carrier`)
	_, err = rows.Open(strings.NewReader(""), rows.Options{Format: rows.CSV})
	require.ErrorIs(t, err, rows.ErrNoRows)
	_, err = rows.Open(strings.NewReader("number\nAB12345\n"), rows.Options{Format: "xml"})
	require.ErrorIs(t, err, rows.ErrFormat)
}

func TestABrokenInputEndsTheReading(t *testing.T) {
	broken := errors.New("connection reset")
	in := io.MultiReader(strings.NewReader("number,tag\n"+strings.Repeat("AB12345,x\n", 200)), iotest.ErrReader(broken))
	reader, err := rows.Open(in, rows.Options{Name: "f.csv"})
	require.NoError(t, err)
	row, err := reader.Read()
	require.NoError(t, err)
	require.Equal(t, "AB12345", row.Entry.Number)
	require.NoError(t, reader.Skip(199))
	_, err = reader.Read()
	require.ErrorIs(t, err, broken)
	require.ErrorContains(t, err, "read f.csv after line 201")
}

// TestATerminalIsNotWaitedFor gives the input line by line: where somebody says what it is, each row
// comes before the next line is there.
func TestATerminalIsNotWaitedFor(t *testing.T) {
	in, out := io.Pipe()
	wrote := make(chan error, 1)
	go func() { _, err := out.Write([]byte("RR123456785CN\n")); wrote <- err }()
	reader, err := rows.Open(in, rows.Options{Format: rows.Lines})
	require.NoError(t, err)
	row, err := reader.Read()
	require.NoError(t, err)
	require.Equal(t, "RR123456785CN", row.Entry.Number)
	require.NoError(t, <-wrote)
	require.NoError(t, out.Close())
	_, err = reader.Read()
	require.ErrorIs(t, err, io.EOF)
}

func TestMappingTellsWhatIsUsed(t *testing.T) {
	reader, err := rows.Open(strings.NewReader("Weight,Tracking No,Zip\n7,AB12345,1\n"), rows.Options{})
	require.NoError(t, err)
	require.Equal(t, []string{"Weight", "Tracking No", "Zip"}, reader.Header())
	var got []string
	for _, m := range reader.Mapping() {
		got = append(got, m.Field+"="+m.Column)
	}
	require.Equal(t, []string{"number=Tracking No", "destination_postal_code=Zip"}, got)
}

func TestARowThatIsRefusedNamesAllItsFaults(t *testing.T) {
	all := read(t, "Tracking number,Carrier\n1.2E+17,-7\nRR123456785CN,-7\n", rows.Options{})
	require.Len(t, all, 2)
	require.Contains(t, all[0].Err.Reason(), `Tracking number "1.2E+17" was rounded by a spreadsheet: `)
	require.Contains(t, all[0].Err.Reason(), `Carrier "-7" is no carrier that is known: `)
	require.NotContains(t, all[1].Err.Reason(), "Tracking number")
}
