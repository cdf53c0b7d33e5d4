package rows_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/htmlindex"

	"github.com/trackreg/trackreg/internal/calendar"
	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/internal/rows/cells"
)

func TestJSONInEveryForm(t *testing.T) {
	one, two := `{"number":"AB12345","tag":"x"}`, `{"number":"AB12346"}`
	for name, text := range map[string]string{
		"an object a line":               "{\"number\":\"AB12345\",\"tag\":\"x\"}\n{\"number\":\"AB12346\"}\n",
		"an array":                       "[{\"number\":\"AB12345\",\"tag\":\"x\"},\n {\"number\":\"AB12346\"}]",
		"an array in one line":           `[{"number":"AB12345","tag":"x"},{"number":"AB12346"}]`,
		"pretty":                         "[\n  {\n    \"number\": \"AB12345\",\n    \"tag\": \"x\"\n  },\n  {\n    \"number\": \"AB12346\"\n  }\n]\n",
		"pretty objects":                 "{\n  \"number\": \"AB12345\",\n  \"tag\": \"x\"\n}\n{\n  \"number\": \"AB12346\"\n}\n",
		"an object that holds one":       `{"has_more":true,"trackers":[{"number":"AB12345","tag":"x"},{"number":"AB12346"}],"page":{"of":[1,2]}}`,
		"one that holds one below":       "{\n\"meta\":{\"n\":2,\"errors\":[]},\n\"data\":{\"a\":1,\"trackers\":[{\"number\":\"AB12345\",\"tag\":\"x\"},{\"number\":\"AB12346\"}],\"z\":[[]]}\n}",
		"an array with a mark before it": "\ufeff[{\"number\":\"AB12345\",\"tag\":\"x\"},{\"number\":\"AB12346\"}]",
	} {
		got := told(read(t, text, rows.Options{Name: "x.json"}))
		require.Len(t, got, 2, name)
		require.JSONEq(t, one, got[0], name)
		require.JSONEq(t, two, got[1], name)
	}
	require.Equal(t, []string{`{"number":"AB12345"}`, `{"number":"AB12346"}`}, told(read(t, `["AB12345", "AB12346"]`, rows.Options{})))
}

func TestLinesOfJSON(t *testing.T) {
	all := read(t, "[\n\n{\"number\":\"AB12345\"},\n\n{\"number\":\n7},{}\n]\n", rows.Options{Name: "x.json"})
	require.Len(t, all, 3)
	require.Equal(t, 3, all[0].Line)
	require.ErrorContains(t, all[1].Err, "x.json:5: number \"7\" is not a string")
	require.ErrorContains(t, all[2].Err, "x.json:6: number is missing")
}

func TestBrokenJSONEndsTheReading(t *testing.T) {
	for text, says := range map[string]string{
		"[{\"number\":\"AB12345\"},\n{\"number\":]":                        "the JSON is broken behind line 1",
		"[{\"number\":\"AB12345\"}":                                        "the JSON is cut off",
		"[{\"number\":\"AB12345\"},\n{\"number\":\"AB1":                    "the JSON is cut off",
		"[{\"number\":\"AB12345\"}]\n[]":                                   "something stands behind the JSON, in line 2",
		"[{\"number\":\"AB12345\"},{\"x\":\"" + strings.Repeat("x", 2<<20): "an object behind line 1 is longer than",
	} {
		reader, err := rows.Open(strings.NewReader(text), rows.Options{Name: "x.json", Format: rows.JSON})
		require.NoError(t, err, "%.60s", text)
		row, err := reader.Read()
		require.NoError(t, err)
		require.Equal(t, "AB12345", row.Entry.Number, "%.60s", text)
		_, err = reader.Read()
		require.ErrorContains(t, err, says, "%.60s", text)
	}
}

func TestValuesOfForeignJSONAreFoundByTheirPaths(t *testing.T) {
	text := `{"id":7,"order":{"parcel":{"tracking_code":"9400 1000 0000 0000 0000 00","carrier":"usps"},"note":"x"},"created":"2026-01-31"}` + "\n" +
		`{"id":8,"order":{"parcel":{"tracking_code":"RR100000001CN, RR100000002CN","carrier":null}}}` + "\n"
	all := read(t, text, rows.Options{})
	require.Equal(t, []string{
		`{"number":"9400100000000000000000","carrier":21051}`, `{"number":"RR100000001CN"}`, `{"number":"RR100000002CN"}`,
	}, told(all))
	require.Equal(t, []string{
		`{"_ref":"8","number":"RR100000001CN"}`,
	}, told(read(t, text, rows.Options{
		Columns: map[string]string{"number": "order.parcel.tracking_code", "_ref": "id"}, Ignore: []string{"order.parcel.carrier"},
		NewerThan: rows.NewerThan{}, Fixed: nil,
	}))[1:2])
	_, err := rows.Open(strings.NewReader(text), rows.Options{Columns: map[string]string{"number": "order.parcel.trackingcode"}})
	require.ErrorContains(t, err, `no column is headed "order.parcel.trackingcode", which is to give number: did you mean "order.parcel.tracking_code"?`)
	_, err = rows.Open(strings.NewReader(`{"shipment":"RR100000001CN"}`), rows.Options{})
	require.ErrorContains(t, err, `the values are ["shipment"]`)

	failed := fail(t, text, rows.Options{}, verdict)
	require.Equal(t, told(all), told(read(t, failed, rows.Options{})), "what failed can be fed back")
}

func TestAnEntryInJSONMeansTheSameAsARow(t *testing.T) {
	all := read(t, `{"number":" ="+"1","x":1}`+"\n"+
		`{"number":"RR100000001CN","carrier":"China Post","destination_country":"Allemagne","ship_date":"31.01.2026","phone_number":"+49 170 1","lang":"de","x":[1.0]}`+"\n", rows.Options{Format: rows.NDJSON})
	require.Len(t, all, 2)
	require.NotNil(t, all[0].Err)
	require.Equal(t, `{"number":"RR100000001CN","carrier":3011,"destination_country":"DE","ship_date":"2026-01-31","phone_number":"+491701","lang":"de","x":[1.0]}`,
		string(all[1].Entry.Payload))
	all = read(t, `{"number":"='RR100000001CN","carrier":"Nobody"}`+"\n", rows.Options{DetectUnknown: true, Format: rows.NDJSON})
	require.NotNil(t, all[0].Err)
	all = read(t, `{"number":"RR100000001CN","carrier":"Nobody","destination_country":"Atlantis","ship_date":"03/04/2026"}`+"\n", rows.Options{DetectUnknown: true})
	require.Nil(t, all[0].Err)
	require.Equal(t, `{"number":"RR100000001CN"}`, string(all[0].Entry.Payload))
	require.Equal(t, cells.NoCarrier|cells.NoCountry|cells.TwoDates, all[0].Done)
}

func zipOf(t *testing.T, files map[string]string) string {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for name, text := range files {
		f, err := w.Create(name)
		require.NoError(t, err)
		_, err = f.Write([]byte(text))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return out.String()
}

func TestAZipOfOneFile(t *testing.T) {
	text := zipOf(t, map[string]string{"out/": "", "out/orders.csv": "number,tag\nAB12345,x\n", "__MACOSX/out/._orders.csv": "?", "out/.DS_Store": "?"})
	reader, err := rows.Open(strings.NewReader(text), rows.Options{Name: "orders.zip"})
	require.NoError(t, err)
	require.Equal(t, []string{"out/orders.csv out of the zip"}, reader.About())
	require.Equal(t, []string{`{"number":"AB12345","tag":"x"}`}, told(read(t, text, rows.Options{})))
	require.NoError(t, reader.Close())

	for name, c := range map[string]struct {
		files map[string]string
		says  string
	}{
		"two":    {map[string]string{"a.csv": "number\nAB12345\n", "b.csv": "x"}, "the zip holds 2 files, and may hold one"},
		"none":   {map[string]string{"a/": ""}, "the zip is empty"},
		"ODS":    {map[string]string{"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}, "is an OpenDocument file (.ods): save it as XLSX or CSV"},
		"XLSB":   {map[string]string{"[Content_Types].xml": "<x/>", "_rels/.rels": `<Relationships><Relationship Id="1" Type="x/officeDocument" Target="xl/workbook.bin"/></Relationships>`, "xl/workbook.bin": "?"}, "no XLSX: save it as XLSX or CSV"},
		"a page": {map[string]string{"a.csv": "<html></html>"}, "is a web page"},
		"a bomb": {map[string]string{"a.csv": "number\n" + strings.Repeat("AB12345\n", 1<<18)}, "larger unpacked than may be"},
	} {
		reader, err := rows.Open(strings.NewReader(zipOf(t, c.files)), rows.Options{MostUnpacked: 1 << 20})
		if err == nil {
			err = reader.Skip(1 << 30)
		}
		require.ErrorContains(t, err, c.says, name)
	}
}

func TestAnEncodingIsProposedAndNeverTaken(t *testing.T) {
	for name, text := range map[string]string{
		"windows-1252": "Sendungsnummer;Straße;Stadt\nRR100000211CN;Königstraße 3;München\n",
		"windows-1250": "Numer śledzenia;Miasto\nRR100000211CN;Łódź\n",
		"windows-1251": "Трек;tracking number\nМосква;RR100000211CN\n",
		"windows-1253": "tracking number;Πόλη\nRR100000211CN;Αθήνα\n",
		"gb18030":      "运单号,城市\nRR100000211CN,北京\n",
		"shift_jis":    "お問い合わせ番号,住所\nRR100000211CN,東京都\n",
		"euc-kr":       "운송장번호,도시\nRR100000211CN,서울\n",
		"big5":         "追蹤號碼,城市\nRR100000211CN,臺北\n",
	} {
		named, err := htmlindex.Get(name)
		require.NoError(t, err)
		encoded, err := named.NewEncoder().String(text)
		require.NoError(t, err)
		first, _, _ := strings.Cut(text, "\n")
		_, err = rows.Open(strings.NewReader(encoded), rows.Options{Name: "x.csv"})
		require.ErrorIs(t, err, rows.ErrFormat, name)
		require.ErrorContains(t, err, "it may be "+name+": its first line would be", name)
		require.ErrorContains(t, err, first, name)
		require.ErrorContains(t, err, "--encoding "+name)
		require.Len(t, read(t, encoded, rows.Options{Encoding: name, Columns: map[string]string{}}), 1, name)

		_, err = rows.Open(strings.NewReader(encoded), rows.Options{Discreet: true})
		require.ErrorContains(t, err, "it may be "+name)
		require.NotContains(t, err.Error(), "its first line", "a file of anybody's is not quoted")
	}
}

func TestWhereTheHeaderIs(t *testing.T) {
	const want = `{"order_no":"A1","number":"RR100000001CN"}`
	for name, c := range map[string]struct {
		text string
		o    rows.Options
	}{
		"titles above":               {"Shipments of May\n\n;;;\nmade by;us\nOrder;Tracking no\nA1;RR100000001CN\n", rows.Options{}},
		"a title like one":           {"Tracking\nOrder,Tracking number\nA1,RR100000001CN\n", rows.Options{}},
		"over two lines":             {"Order,Tracking\nNo,Number\nA1,RR100000001CN\n", rows.Options{}},
		"a line break in it":         {"Order,\"Tracking\nNumber\"\nA1,RR100000001CN\n", rows.Options{}},
		"a row that is told":         {"x,y\nOrder,Tracking number\nA1,RR100000001CN\n", rows.Options{HeaderRow: 2}},
		"none":                       {"A1,3,RR100000001CN\n", rows.Options{NoHeader: true, Columns: map[string]string{"number": "C", "order_no": "A"}}},
		"sep in the middle":          {"Report\nsep=|\nOrder|Tracking number\nA1|RR100000001CN\n", rows.Options{}},
		"semicolons, decimal commas": {"Order;Tracking number;Kg\nA1;RR100000001CN;2,5\n", rows.Options{}},
	} {
		require.Equal(t, []string{want}, told(read(t, c.text, c.o)), name)
	}
	for name, c := range map[string]struct {
		text, says string
		o          rows.Options
	}{
		"below the 20th line":    {strings.Repeat("x,y\n", 20) + "Order,Tracking no\nA1,RR100000001CN\n", "no column is the tracking number's", rows.Options{}},
		"not where it is told":   {"Order,Tracking no\nA1,RR100000001CN\n", "by line 2, which is to be the header", rows.Options{HeaderRow: 2}},
		"none, and none named":   {"A1,RR100000001CN\n", "as --column number=A does", rows.Options{NoHeader: true}},
		"a list with one word":   {"RR100000001CN\nRR100000002CN\nshipped\n", "nor is each line a tracking number by itself (line 3 is none)", rows.Options{}},
		"two in a row of commas": {"Tracking number,Tracking number 2\nRR100000001CN,RR100000002CN\n", "more than one column may be the tracking number's", rows.Options{}},
		"one cell of several":    {"order,tracking status,order number\nA10001,B20001,1234567\n", "no column is the tracking number's", rows.Options{}},
		"the header twice alone": {"Tracking no\n\n\n", "the header stands alone", rows.Options{}},
	} {
		_, err := rows.Open(strings.NewReader(c.text), c.o)
		require.Error(t, err, name)
		require.ErrorContains(t, err, c.says, name)
	}
}

func TestNothingOfAnUnknownFileIsQuotedToAnybody(t *testing.T) {
	secret := "root:$6$abcdefgh:19000:0:99999:7:::\ndaemon:*:19000:0:99999:7:::\n"
	for _, o := range []rows.Options{{Discreet: true}, {}, {Discreet: true, Columns: map[string]string{"number": "Parcel"}}, {Discreet: true, HeaderRow: 1}} {
		_, err := rows.Open(strings.NewReader(secret), o)
		require.Error(t, err)
		require.NotContains(t, err.Error(), "abcdefgh")
		require.NotContains(t, err.Error(), "daemon")
	}
}

func TestSeveralNumbersOfACellKeepTheRowsOtherCells(t *testing.T) {
	text := "Order,Tracking no,Zip\nA1,\"RR100000001CN; RR100000002CN\",01234\nA2,RR100000003CN,\n"
	all := read(t, text, rows.Options{Name: "x.csv"})
	require.Len(t, all, 3)
	require.Equal(t, []int{2, 2, 3}, []int{all[0].Line, all[1].Line, all[2].Line})
	require.Equal(t, []string{"A1", "RR100000002CN", "01234"}, all[1].Raw, "a failures file has the one that failed alone")
	whole := read(t, text, rows.Options{Name: "x.csv", Whole: true})
	require.Len(t, whole, 2)
	require.Zero(t, whole[0].Done, "nothing was made of them")
	guarded := read(t, "Order,Tracking no\n'=A1,RR 123 456 789 CN\n", rows.Options{})
	require.Equal(t, cells.Quote|cells.Blanks, guarded[0].Done, "what was done to another cell is counted as well")
	require.EqualError(t, whole[0].Err, `x.csv:2: Tracking no "RR100000001CN; RR100000002CN" is two numbers in one cell: give each an entry of its own`)
}

func TestDatesAndCarriersAreUnderstood(t *testing.T) {
	text := "Tracking no,Carrier,Ship date,Country\nRR100000001CN,dhl-express,03/04/2026,Polska\nRR100000002CN,3011.0,13/04/2026,XX\nRR100000003CN,Deutsche Pos,,\n"
	all := read(t, text, rows.Options{Name: "x.csv"})
	require.Equal(t, `{"number":"RR100000001CN","carrier":100001,"destination_country":"PL"}`, string(all[0].Entry.Payload))
	require.Equal(t, cells.TwoDates, all[0].Done)
	require.Equal(t, `{"number":"RR100000002CN","carrier":3011,"ship_date":"2026-04-13"}`, string(all[1].Entry.Payload))
	require.Equal(t, cells.Decimals|cells.NoCountry, all[1].Done)
	require.ErrorContains(t, all[2].Err, `x.csv:4: Carrier "Deutsche Pos" is no carrier that is known: write 17TRACK's code (Deutsche Post Mail is 7044`)
	all = read(t, text, rows.Options{Dates: calendar.DMY, Carriers: map[string]int{"deutsche pos": 3013}})
	require.Contains(t, string(all[0].Entry.Payload), `"ship_date":"2026-04-03"`)
	require.Equal(t, 3013, all[2].Entry.Carrier)
}

func TestTheFirstVisibleSheetWithAHeaderIsRead(t *testing.T) {
	text := book(t, filled(t, "Sheet1", []any{"notes"}, []any{"of May"}), filled(t, "Data", []any{"number"}, []any{"AB99999"}), filled(t, "Later", []any{"number"}, []any{"AB99998"}))
	reader, err := rows.Open(strings.NewReader(text), rows.Options{})
	require.NoError(t, err)
	require.Equal(t, []string{`sheet "Data" is read; others are not: ["Sheet1" "Later"]`}, reader.About())
	row, err := reader.Read()
	require.NoError(t, err)
	require.Equal(t, "AB99999", row.Entry.Number)
	require.NoError(t, reader.Close())
	require.Equal(t, []string{"read as xlsx", `number <- "number" (column A)`, `sheet "Data" is read; others are not: ["Sheet1" "Later"]`}, reader.Understood())
}

func TestWebPagesAndOthersAreNamedForWhatTheyAre(t *testing.T) {
	for text, says := range map[string]string{
		"<!DOCTYPE html>\n<html><body><form><input type=\"password\"></form>": "asks to log in",
		"  <html>": "is a web page",
		"<?xml version=\"1.0\"?><office:document xmlns:office=\"x\">": ".fods",
		"<?xml version=\"1.0\"?><orders/>":                            "is XML",
		"TABLE\r\n0,1\r\n\"EXCEL\"\r\n":                               "DIF",
		"ID;PWXL;N;E\r\n":                                             "SYLK",
		"{\\rtf1":                                                     "RTF",
		"7z\xbc\xaf\x27\x1c":                                          "7-Zip",
	} {
		_, err := rows.Open(strings.NewReader(text), rows.Options{Name: "x.csv"})
		require.ErrorIs(t, err, rows.ErrFormat, text)
		require.ErrorContains(t, err, says, text)
	}
}

// TestManyUnknownCarriersAreNotAllLookedFor: to look for the nearest of each would take hours.
func TestManyUnknownCarriersAreNotAllLookedFor(t *testing.T) {
	var text strings.Builder
	text.WriteString("number,carrier\n")
	for i := range 3000 {
		fmt.Fprintf(&text, "RR%09dCN,Deutsche Pos %d\n", i, i)
	}
	all := read(t, text.String(), rows.Options{})
	require.Contains(t, all[0].Err.Mend, "Deutsche Post Mail is 7044")
	require.Equal(t, `write 17TRACK's code, or say under carriers what "Deutsche Pos 2999" means`, all[2999].Err.Mend)
}
