package failures_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/internal/salvage"
	"github.com/trackreg/trackreg/internal/view/failures"
	"github.com/trackreg/trackreg/queue"
)

// recordOf is a record that holds the payloads, each refused for want of a postal code.
func recordOf(t *testing.T, payloads ...string) *queue.Failures {
	t.Helper()
	rdb := redistest.Start(t).Client()
	var all []queue.Outcome
	for _, payload := range payloads {
		o := queue.Outcome{
			Task: payload, Account: "main", Op: queue.Register, Outcome: queue.Rejected, Code: -18010019,
			Message: "postal code required", Remedy: "add_postal_code", Attempts: 1, Payload: json.RawMessage(payload),
		}
		entry := salvage.Entry([]byte(payload))
		o.Number, o.GivenCarrier = entry.Number, entry.Carrier
		all = append(all, o)
	}
	require.NoError(t, outlet.NewRecorder(rdb).Record(t.Context(), all))
	return queue.NewFailures(rdb, "main")
}

func TestAnExportIsReadAgain(t *testing.T) {
	for _, format := range []rows.Format{rows.CSV, rows.XLSX} {
		t.Run(string(format), func(t *testing.T) { testExportIsReadAgain(t, format) })
	}
}

func testExportIsReadAgain(t *testing.T, format rows.Format) {
	payloads := []string{
		`{"number":"RR123456785CN","carrier":100005,"tag":"a,b"}`,
		`{"number":"RR123456799CN","auto_detection":false,"_ref":"o-1"}`,
		`no-json-1`,
	}
	record := recordOf(t, payloads...)
	var out strings.Builder
	n, err := failures.Export(t.Context(), record, queue.Filter{}, format, &out)
	require.NoError(t, err)
	require.Equal(t, 3, n)

	reader, err := rows.Open(strings.NewReader(out.String()), rows.Options{Name: "f." + string(format)})
	require.NoError(t, err)
	back := map[string]string{}
	bad := 0
	var refs []string
	for row, err := range reader.All() {
		require.NoError(t, err)
		if row.Err != nil {
			bad++
			continue
		}
		require.Equal(t, row.Entry.Identity(queue.Register), row.Entry.Mends, "it says which failure it is")
		back[row.Entry.Number] = string(row.Entry.Body)
		refs = append(refs, row.Entry.Ref)
	}
	require.Equal(t, 1, bad, "what was no entry still is none")
	require.JSONEq(t, payloads[0], back["RR123456785CN"])
	require.JSONEq(t, `{"number":"RR123456799CN","auto_detection":false}`, back["RR123456799CN"])
	require.ElementsMatch(t, []string{"", "o-1"}, refs)
}

// TestAnExportLeavesOutWhatIsOfTheRunThatFailed: an entry that is mended and fed in again is no row
// of that run, and mends the failure that it was.
func TestAnExportLeavesOutWhatIsOfTheRunThatFailed(t *testing.T) {
	record := recordOf(t,
		`{"number":"RR123456785CN","_source":"nightly@2026-11-24T02:00#17","_row":{"line":3},"_mends":"register:0:RR1","_mended_at":"2026-11-24T02:00:00Z"}`,
		`{"number":"RR123456799CN","_source":"shop"}`)
	var out strings.Builder
	_, err := failures.Export(t.Context(), record, queue.Filter{}, rows.CSV, &out)
	require.NoError(t, err)
	lines := strings.Split(out.String(), "\r\n")
	require.Equal(t, "number,carrier,_source,code,message,remedy,line,_mends", lines[0])
	require.Contains(t, out.String(), "RR123456785CN,,,-18010019,")
	require.Contains(t, out.String(), "RR123456799CN,,shop,-18010019,")
	require.Contains(t, out.String(), ",register:0:RR123456785CN\r\n")
}

func TestExportJSONIsAnArray(t *testing.T) {
	record := recordOf(t, `{"number":"RR123456785CN","carrier":100005}`, `{"number":"RR123456799CN"}`)
	var out strings.Builder
	n, err := failures.ExportJSON(t.Context(), record, queue.Filter{Number: "rr123456785cn"}, &out)
	require.NoError(t, err)
	require.Equal(t, 1, n)
	var all []map[string]any
	require.NoError(t, json.Unmarshal([]byte(out.String()), &all))
	require.Equal(t, "register:100005:RR123456785CN", all[0]["id"])
	require.EqualValues(t, 100005, all[0]["carrier"])
	require.Equal(t, "terminal", all[0]["class"])
}

func TestListSaysHowManyMoreThereAre(t *testing.T) {
	record := recordOf(t, `{"number":"RR123456785CN"}`, `{"number":"RR123456799CN"}`, `{"number":"RR123456808CN"}`)
	var out strings.Builder
	require.NoError(t, failures.List(t.Context(), record, queue.Filter{}, 1, &out))
	require.Contains(t, out.String(), "and 2 more")
	require.Regexp(t, `3 +terminal +add_postal_code +Add destination_postal_code\.`, out.String())
	out.Reset()
	require.NoError(t, failures.List(t.Context(), record, queue.Filter{Code: -1}, 1, &out))
	require.Equal(t, "no failures\n", out.String())
}

func TestParseSince(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Time{
		"24h":                  now.Add(-24 * time.Hour),
		"2026-01-31":           time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC),
		"2026-01-31T08:00:00Z": time.Date(2026, 1, 31, 8, 0, 0, 0, time.UTC),
	} {
		got, err := failures.ParseSince(text, now)
		require.NoError(t, err)
		require.True(t, want.Equal(got), text)
	}
	for _, text := range []string{"", "-1h", "yesterday", "2026-13-01"} {
		_, err := failures.ParseSince(text, now)
		require.ErrorContains(t, err, "24h", text)
	}
}
