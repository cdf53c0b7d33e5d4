package importer_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/importer"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/sourcetest"
	"github.com/trackreg/trackreg/internal/known"
	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
)

func TestEveryRowIsCountedByWhatBecomesOfIt(t *testing.T) {
	r := onRedis(t)
	ctx := t.Context()
	r.o.KnownMonths = map[string]int{"main": 4}
	_, err := known.NewRecord(r.rdb, "main", 4).Add(ctx, []string{"register:3011:GOOD000003", "register:3011:GOOD000004"})
	require.NoError(t, err)
	failed, err := queue.ParseEntry([]byte(`{"number":"GOOD000005","carrier":3011}`))
	require.NoError(t, err)
	require.NoError(t, outlet.NewRecorder(r.rdb).Record(ctx, []queue.Outcome{{
		Account: "main", Op: "register", Outcome: queue.Rejected, Number: failed.Number, GivenCarrier: 3011, Payload: failed.Payload,
	}}))
	waiting, err := queue.ParseEntry([]byte(`{"number":"LATE000001","carrier":3011}`))
	require.NoError(t, err)
	_, err = queue.NewProducer(r.rdb, queue.Bulk()).Enqueue(ctx, waiting, queue.ProcessIn(time.Hour))
	require.NoError(t, err)

	r.of.KeepRows = true
	r.source.Put("a.csv", "1", sourcetest.CSV(append(sourcetest.Numbers("GOOD", 3000), "BAD01,3011,", "BAD02,3011,\"with, comma\"", ",3011,no number", "LATE000001,3011,waits")...))
	r.source.Put("b.csv", "", sourcetest.CSV(sourcetest.Numbers("MORE", 10)...))
	r.sell()
	r.work()
	state := r.ended(r.start())

	require.Equal(t, ledger.Finished, state.Phase, state.Why)
	require.Equal(t, ledger.Counts{
		Read: 3014, Invalid: 1, Duplicate: 1, Known: 2, FailedBefore: 1, Queued: 3009, Registered: 3007, Rejected: 2,
	}, state.Counts)
	require.Equal(t, []string{"a.csv", "b.csv"}, r.source.Done())
	remembered, err := r.ledger().Remembered(ctx)
	require.NoError(t, err)
	require.Equal(t, map[string]string{"a.csv": "1"}, remembered, "what was not moved need not be read again")

	var rows []ledger.FailedRow
	for row, err := range importer.Failures(ctx, r.rdb, "main", "nightly", state.ID) {
		require.NoError(t, err)
		rows = append(rows, row)
	}
	require.Len(t, rows, 3)
	require.Equal(t, []string{"BAD02", "3011", "with, comma"}, rows[1].Cells)
	require.Equal(t, ledger.FailedRow{
		Ordinal: 3001, Part: "a.csv", Line: 3003, Cells: rows[1].Cells, Number: "BAD02", Outcome: "rejected", Class: "terminal",
		Code: -18010012, Message: "The format is wrong.", Remedy: "fix_number", Failure: "register:3011:BAD02",
	}, rows[1])
	require.Equal(t, "invalid", rows[2].Outcome)
	require.Equal(t, 3004, rows[2].Line)
	require.Equal(t, []string{"number", "carrier", "note"}, state.Parts[0].Layout.Header)

	events, err := queue.NewEvents(r.rdb).Newest(ctx, "main", 10)
	require.NoError(t, err)
	require.Len(t, events, 1)
	require.Equal(t, queue.ImportFinished, events[0].Name)
	require.Equal(t, "3014", events[0].Details["read"])
	r.unfollowed()
	for number, outcomes := range r.outcomes() {
		if number != "GOOD000005" {
			require.Len(t, outcomes, 1, number)
		}
	}

	r.source.Put("a.csv", "1", sourcetest.CSV("NEVER,3011,"))
	again := r.ended(r.start(importer.By{Due: "2026-11-25T02:00"}))
	require.EqualValues(t, 10, again.Counts.Read, "only b.csv is read again")
	require.Equal(t, "nightly@2026-11-25T02:00", again.ID)
	runs, err := importer.Status(ctx, r.rdb, "main", "nightly")
	require.NoError(t, err)
	require.Equal(t, again.ID, runs[0].ID, "the newest is first")
	require.Len(t, runs, 2)
}

// TestRowsAreKeptByTheirLineAlone: what else stands in a row may name a person, and nobody asked for
// it.
func TestRowsAreKeptByTheirLineAlone(t *testing.T) {
	virtually(t, func(r *rig) {
		r.source.Put("a.csv", "1", "number,carrier,customer,mail\nBAD01,3011,Jane Roe,jane@example.com\n,3011,Jane Roe,jane@example.com\nLATE01,3011,Jane Roe,jane@example.com\n")
		r.sell()
		r.work()
		id := r.start()
		r.until(id, func(s ledger.State) bool { return s.Counts.Rejected == 1 }, "the first to be rejected")
		for key, all := range redistest.Texts(r.t, r.rdb) {
			for _, text := range all {
				require.NotContains(r.t, text, "jane@", key)
				require.NotContains(r.t, text, "Roe", key)
			}
		}
		var kept []ledger.FailedRow
		for row, err := range importer.Failures(r.t.Context(), r.rdb, "main", "nightly", id) {
			require.NoError(r.t, err)
			kept = append(kept, row)
		}
		require.Len(r.t, kept, 2)
		require.Equal(r.t, ledger.FailedRow{
			Part: "a.csv", Line: 2, Number: "BAD01", Outcome: "rejected", Class: "terminal",
			Code: -18010012, Message: "The format is wrong.", Remedy: "fix_number", Failure: "register:3011:BAD01",
		}, kept[0])
		require.Equal(r.t, "a.csv", kept[1].Part)
		require.Equal(r.t, 3, kept[1].Line)
		require.Empty(r.t, kept[1].Cells)
	})
}
