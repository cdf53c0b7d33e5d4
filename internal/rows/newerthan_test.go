package rows_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/rows"
)

var berlin = time.FixedZone("", 3600)

// since is an option under which rows of before noon of 31 January are old.
func since(column string) rows.Options {
	return rows.Options{NewerThan: rows.NewerThan{Column: column, Than: time.Date(2026, 1, 31, 12, 0, 0, 0, berlin)}}
}

func TestOldRows(t *testing.T) {
	for date, old := range map[string]bool{
		"2026-01-31": true, "2026-02-01": false, "31.01.2026": true, "01.02.2026": false, "1.2.2026": false,
		"2026-01-31 11:59": true, "2026-01-31 12:00": false, "2026-01-31 11:59:59": true, "2026-01-31 12:00:00": false,
		"31.01.2026 11:59": true, "31.01.2026 12:00": false, "31.01.2026 12:00:01": false,
		"2026-01-31T10:59:59Z": true, "2026-01-31T11:00:00Z": false, "2026-01-31T11:30:00.5+02:00": true,
		"2026-01-31T11:59": true, " 2026-01-31T12:00:00 ": false,
	} {
		for name, text := range map[string]string{
			"CSV":    "number,Shipped\nAB12345," + date + "\n",
			"NDJSON": `{"number":"AB12345","Shipped":"` + date + "\"}\n",
			"XLSX":   parts{sheet: row("number", "Shipped") + row("AB12345", date)}.zipped(t),
		} {
			all := read(t, text, since("Shipped"))
			require.Len(t, all, 1, name)
			require.Nil(t, all[0].Err, "%s %s", name, date)
			require.Equal(t, old, all[0].Old, "%s %s", name, date)
			require.Equal(t, old, all[0].Entry.Number == "", "an old row has no entry")
		}
	}
}

func TestDatesOfASpreadsheetTellOldRows(t *testing.T) {
	text := book(t, filled(t, "Sheet1", []any{"number", "shipped"},
		[]any{"AB12345", time.Date(2026, 1, 31, 11, 59, 59, 0, time.UTC)},
		[]any{"AB12346", time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)},
		[]any{"AB12347", 46053}, // 31 January in a column that nobody formatted
		[]any{"AB12348", 46054},
		[]any{"AB12349", 20260131},
	))
	all := read(t, text, since("Shipped"))
	require.Equal(t, []bool{true, false, true, false, false}, []bool{all[0].Old, all[1].Old, all[2].Old, all[3].Old, all[4].Old})
	require.Nil(t, all[3].Err)
	require.ErrorContains(t, all[4].Err, `shipped "20260131" is no date`)
}

func TestACellWithoutADateIsAnError(t *testing.T) {
	const mend = ": write it as 2026-01-31, 31.01.2026 or 2026-01-31T15:04:05Z; 15:04 or 15:04:05 may follow a date"
	all := read(t, "number, Shipped \nAB12345,01/31/2026\nAB12346,\nAB12347,2026-02-30\n", since("shipped"))
	require.Equal(t, []string{
		`line 2: Shipped "01/31/2026" is no date` + mend,
		`line 3: Shipped is empty` + mend,
		`line 4: Shipped "2026-02-30" is no date` + mend,
	}, told(all))
	all = read(t, "{\"number\":\"AB12345\"}\n{\"number\":\"AB12345\",\"at\":1769860800}\nnonsense\n", since("at"))
	require.ErrorContains(t, all[0].Err, "at is empty")
	require.ErrorContains(t, all[1].Err, `at "1769860800" is no date`)
	require.ErrorContains(t, all[2].Err, "line 3: the row")
}

func TestTheColumnOfTheDateMustBeThere(t *testing.T) {
	_, err := rows.Open(strings.NewReader("number,Shipped at\nAB12345,2026-01-01\n"), since("Shiped at"))
	require.ErrorContains(t, err, `no column is headed "Shiped at", which is to tell old rows: did you mean "Shipped at"? The columns are ["number" "Shipped at"]`)
	_, err = rows.Open(strings.NewReader("AB12345\n"), rows.Options{Format: rows.Lines, NewerThan: since("at").NewerThan})
	require.ErrorContains(t, err, "no column that tells which rows are old")
}
