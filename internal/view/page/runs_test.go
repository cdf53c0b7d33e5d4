package page_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/source"
	"github.com/trackreg/trackreg/internal/standing"
)

// severalRuns is an import of which the last run found nothing, and one before it met an invalid row.
func severalRuns() *imports {
	some, now := someImports(), time.Now()
	ended := now.Add(-time.Minute)
	one := standing.Import{Name: "often", Account: "main", Schedule: "@every 2m", Looked: &ended, Runs: []standing.Run{
		{State: ledger.State{ID: "often@2026-11-24T10:02", Import: "often", Phase: ledger.Finished, Share: 1, Started: ended, Ended: ended}},
		{State: ledger.State{
			ID: "often@2026-11-24T10:00", Import: "often", Phase: ledger.Finished, Share: 1, Started: now.Add(-2 * time.Hour), Ended: now.Add(-time.Hour),
			Counts:     ledger.Counts{Read: 1234, Invalid: 1, Queued: 1233, Registered: 1233},
			Understood: []string{"a.csv: CSV, comma, UTF-8", `number <- "Parcel" (B)`}, Parts: []ledger.Part{{Part: source.Part{Name: "in/<a>.csv"}, State: ledger.Done}},
		}},
	}}
	some.all = append(some.all, one)
	return some
}

func TestAllRunsOfAnImportAreShown(t *testing.T) {
	r := newRig(t, given{token: token, imports: severalRuns()})
	home := r.await("/", func(p reply) bool { return fresh(p) && holds("1,234")(p) }, asBrowser)
	require.Contains(t, home.body, `href="/imports/often"`)
	require.Contains(t, home.body, "Nothing new to read since; last looked 1m ago.")

	p := r.get("/imports/often", asBrowser)
	require.Equal(t, http.StatusOK, p.status)
	for _, says := range []string{
		"number &lt;- &#34;Parcel&#34; (B)", "in/&lt;a&gt;.csv", "trackreg import failures often often@2026-11-24T10:00 --file mend.csv",
		`href="/imports/often?run=often%402026-11-24T10%3A02"`, "<td class=\"n\">1,234</td><td class=\"n\">1</td>",
	} {
		require.Contains(t, p.body, says)
	}
	p = r.get("/imports/often?run=often@2026-11-24T10:02", asBrowser)
	require.Contains(t, p.body, `Run <span class="name">often@2026-11-24T10:02</span>`)
	require.NotContains(t, p.body, "mend.csv")

	var all []standing.Run
	require.NoError(t, json.Unmarshal([]byte(r.get("/api/v1/imports/often/runs").body), &all))
	require.Len(t, all, 2)
	var one standing.Run
	require.NoError(t, json.Unmarshal([]byte(r.get("/api/v1/imports/often/runs/often@2026-11-24T10:00").body), &one))
	require.EqualValues(t, 1, one.Counts.Invalid)
	require.Len(t, one.Parts, 1)

	for _, path := range []string{"/imports/never", "/imports/often?run=x", "/api/v1/imports/never/runs", "/api/v1/imports/often/runs/x"} {
		require.Equal(t, http.StatusNotFound, r.get(path).status, path)
	}
	require.Equal(t, http.StatusBadRequest, r.get("/imports/often?runs=x").status)
}

func TestOfManyRunsTheNewestAreShown(t *testing.T) {
	some := severalRuns()
	runs := &some.all[len(some.all)-1].Runs
	for i := range 300 {
		*runs = append(*runs, standing.Run{State: ledger.State{ID: fmt.Sprintf("often@%d", i), Phase: ledger.Finished, Counts: ledger.Counts{Read: 1}}})
	}
	r := newRig(t, given{token: token, imports: some})
	p := r.get("/imports/often", asBrowser)
	require.Contains(t, p.body, "often@197</a>")
	require.NotContains(t, p.body, "often@198</a>")
	require.Contains(t, p.body, "And 102 older ones")
}

func TestRunsOfAnotherAccountsImportAreNotShown(t *testing.T) {
	r := newRig(t, given{token: token, tokens: limited(), accounts: []string{"main", "shop"}, imports: shopsImport()})
	for _, path := range []string{"/imports/nightly", "/api/v1/imports/nightly/runs", "/api/v1/imports/nightly/runs/x"} {
		require.Equal(t, http.StatusForbidden, r.get(path, as("shop")).status, path)
	}
	require.Equal(t, http.StatusOK, r.get("/api/v1/imports/returns/runs", as("shop")).status)
}
