package inlet_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn/redistest"
)

// TestAnEntryThatNamesAnImportsRowIsRefused: what becomes of it would be taken for what became of
// the row.
func TestAnEntryThatNamesAnImportsRowIsRefused(t *testing.T) {
	rdb := redistest.Start(t).Client()
	r := read(t, rdb, "main")
	add(t, rdb, "trackreg:{main}:in", "number", "RR123456785CN", "_source", "nightly@2026-11-24T02:00#0")
	add(t, rdb, "trackreg:{main}:in", "payload", `[{"number":"RR123456799CN","_source":"nightly@2026-11-24T02:00#1"},{"number":"RR123456808CN","_source":"shop#1"}]`)
	add(t, rdb, "trackreg:{main}:in", "payload", `{"number":"RR123456785CN","Number":"RR123456799CN"}`)
	for _, entry := range r.refusals(3)[:2] {
		require.Contains(t, entry.Values["reason"], "names a row of an import")
	}
	require.Contains(t, r.refusals(3)[2].Values["reason"], "differs from the field number in case alone")
	r.queued("main-live", 1)
}
