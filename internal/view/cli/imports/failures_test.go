package imports_test

import (
	"encoding/json"
	"errors"
	"iter"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/source"
	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/internal/view/cli/imports"
)

// part is one that was read, under a header.
func part(name string, layout rows.Layout) ledger.Part {
	return ledger.Part{Part: source.Part{Name: name}, State: ledger.Read, Layout: layout}
}

func all(failed ...ledger.FailedRow) iter.Seq2[ledger.FailedRow, error] {
	return func(yield func(ledger.FailedRow, error) bool) {
		for _, row := range failed {
			if !yield(row, nil) {
				return
			}
		}
	}
}

func failuresOf(t *testing.T, of configs.Import, parts []ledger.Part, failed ...ledger.FailedRow) string {
	var out strings.Builder
	n, err := imports.WriteFailures(&out, rows.CSV, standing.Run{State: ledger.State{Parts: parts}}, of, all(failed...))
	require.NoError(t, err)
	require.Equal(t, len(failed), n)
	return strings.ReplaceAll(out.String(), "\r\n", "\n")
}

func TestFailuresStandInTheFilesOwnColumns(t *testing.T) {
	got := failuresOf(t, configs.Import{}, []ledger.Part{part("a.csv", rows.Layout{Header: []string{"Order", "Tracking No"}, Comma: ';'})},
		ledger.FailedRow{Part: "a.csv", Line: 7, Cells: []string{"7;a", "RR1"}, Code: -18010019, Message: "postal code required", Remedy: "add_postal_code", Failure: "register:3011:RR1"},
		ledger.FailedRow{Part: "a.csv", Line: 9, Cells: []string{"9"}, Message: "has no number", Remedy: "fix_row"},
		ledger.FailedRow{Part: "a.csv", Line: 11, Cells: []string{"11", "RR2", "beyond"}, Message: "m"},
		ledger.FailedRow{Number: "RR3", Message: "the row is not known", Failure: "register:0:RR3"},
	)
	require.Equal(t, "Order;Tracking No;code;message;remedy;line;_mends\n"+
		"\"7;a\";RR1;-18010019;postal code required;add_postal_code;7;register:3011:RR1\n"+
		"9;;;has no number;fix_row;9;\n"+
		"11;RR2;;m;;11;;beyond\n"+
		";RR3;;the row is not known;;0;register:0:RR3\n", got)
}

// TestFailuresOfRowsThatAreNotKeptHaveNumberAndCarrier under the file's own headings.
func TestFailuresOfRowsThatAreNotKeptHaveNumberAndCarrier(t *testing.T) {
	got := failuresOf(t, configs.Import{}, []ledger.Part{part("a.csv", rows.Layout{Header: []string{"Name", "Carrier", "Tracking No"}, Comma: ','})},
		ledger.FailedRow{Part: "a.csv", Line: 7, Number: "RR1", Message: "m", Failure: "register:3011:RR1"},
		ledger.FailedRow{Part: "a.csv", Line: 8, Number: "RR2", Message: "m", Failure: "register:0:RR2"},
	)
	require.Equal(t, "Name,Carrier,Tracking No,code,message,remedy,line,_mends\n"+
		",3011,RR1,,m,,7,register:3011:RR1\n,,RR2,,m,,8,register:0:RR2\n", got)
}

// TestFailuresOfSeveralFiles have all their columns, each once, and are read again by the same
// import.
func TestFailuresOfSeveralFiles(t *testing.T) {
	of := configs.Import{Columns: map[string]string{"number": "Parcel"}}
	got := failuresOf(t, of, []ledger.Part{
		part("a.csv", rows.Layout{Header: []string{"Parcel", "Note", "Note"}}),
		part("b.csv", rows.Layout{Header: []string{"Zip", "Note", "Parcel"}, ByteOrderMark: true}),
		part("mended.csv", rows.Layout{Header: []string{"Parcel", "City", "code", "message", "remedy", "line", "_mends"}}),
		{Part: source.Part{Name: "unread.csv"}},
	},
		ledger.FailedRow{Part: "a.csv", Line: 2, Cells: []string{"RR123456785CN", "x", "y"}, Message: "m"},
		ledger.FailedRow{Part: "b.csv", Line: 3, Cells: []string{"10115", "z", "RR123456799CN"}, Message: "m"},
		ledger.FailedRow{Part: "b.csv", Number: "RR123456808CN", Message: "m", Failure: "register:0:RR123456808CN"},
		ledger.FailedRow{Part: "mended.csv", Line: 5, Cells: []string{"RR123456811CN", "Bonn", "-1", "old", "old", "4", "register:0:RR123456800CN", "beyond"}, Message: "m"},
	)
	require.Equal(t, "\ufeffParcel,Note,Note,Zip,City,code,message,remedy,line,_mends\n"+
		"RR123456785CN,x,y,,,,m,,2,\n"+
		"RR123456799CN,z,,10115,,,m,,3,\n"+
		"RR123456808CN,,,,,,m,,0,register:0:RR123456808CN\n"+
		"RR123456811CN,,,,Bonn,,m,,5,register:0:RR123456800CN,beyond\n", got)

	reader, err := rows.Open(strings.NewReader(got), rows.Options{Name: "f.csv", Columns: of.Columns})
	require.NoError(t, err)
	var numbers []string
	for row, err := range reader.All() {
		require.NoError(t, err)
		if row.Err == nil {
			numbers = append(numbers, row.Entry.Number)
		}
	}
	require.Equal(t, []string{"RR123456785CN", "RR123456799CN", "RR123456808CN"}, numbers, "the row with a cell too many is wrong still")
}

func TestFailuresOfOtherFormats(t *testing.T) {
	object := part("a.ndjson", rows.Layout{Header: []string{"payload"}})
	require.Equal(t, "payload,code,message,remedy,line,_mends\n\"{\"\"number\"\":1}\",,m,,3,\n\"{\"\"number\"\":\"\"RR1\"\",\"\"_mends\"\":\"\"register:0:RR1\"\"}\",,m,,0,register:0:RR1\n",
		failuresOf(t, configs.Import{}, []ledger.Part{object},
			ledger.FailedRow{Part: "a.ndjson", Line: 3, Cells: []string{`{"number":1}`}, Message: "m"},
			ledger.FailedRow{Part: "a.ndjson", Number: "RR1", Message: "m", Failure: "register:0:RR1"}))
	require.Equal(t, "number,code,message,remedy,line,_mends\nRR1,,m,,3,\n",
		failuresOf(t, configs.Import{}, []ledger.Part{part("a.txt", rows.Layout{})}, ledger.FailedRow{Part: "a.txt", Line: 3, Cells: []string{"RR1"}, Message: "m"}))
	require.Equal(t, "number,code,message,remedy,line,_mends\nRR1,,m,,0,\n",
		failuresOf(t, configs.Import{}, nil, ledger.FailedRow{Number: "RR1", Message: "m"}), "of a run whose parts are not known")
}

func TestFailuresAsJSON(t *testing.T) {
	var out strings.Builder
	n, err := imports.WriteFailuresJSON(&out, all(ledger.FailedRow{Part: "a", Line: 2, Outcome: "rejected"}, ledger.FailedRow{Outcome: "invalid"}))
	require.NoError(t, err)
	require.Equal(t, 2, n)
	var back []map[string]any
	require.NoError(t, json.Unmarshal([]byte(out.String()), &back))
	require.Equal(t, "rejected", back[0]["outcome"])
	out.Reset()
	_, err = imports.WriteFailuresJSON(&out, all())
	require.NoError(t, err)
	require.Equal(t, "[]\n", out.String())
}

func TestFailuresEndWithTheFirstError(t *testing.T) {
	away := errors.New("away")
	failing := func(yield func(ledger.FailedRow, error) bool) { yield(ledger.FailedRow{}, away) }
	var out strings.Builder
	_, err := imports.WriteFailures(&out, rows.CSV, standing.Run{}, configs.Import{}, failing)
	require.ErrorIs(t, err, away)
	_, err = imports.WriteFailuresJSON(&out, failing)
	require.ErrorIs(t, err, away)
}
