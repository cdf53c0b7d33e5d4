package imports_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/internal/view/cli/imports"
)

var (
	begun   = time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)
	seconds = 75.0
	feeding = standing.Run{State: ledger.State{
		ID: "nightly@2026-11-24T02:00", Import: "nightly", Phase: ledger.Feeding, Started: begun, Share: 0.4, Rate: 118.72,
		Counts: ledger.Counts{
			Read: 4000, Invalid: 8, Older: 2, Duplicate: 4, Known: 986, FailedBefore: 10, Queued: 2990,
			Registered: 2000, AlreadyRegistered: 40, Rejected: 14, Exhausted: 1,
		},
		Problems: []ledger.Problem{{Part: "/data/b.csv", Line: 12, Message: "a quote is not closed"}, {Message: "/data/c.csv is gone"}},
	}, ETA: &seconds}
	finished = standing.Run{State: ledger.State{
		ID: "a@2026-11-24T10:46:13Z", Import: "a", Phase: ledger.Failed, Started: begun, Ended: begun.Add(time.Hour), Share: 1,
		Counts: ledger.Counts{Read: 1, Queued: 1, Registered: 1}, Why: "a.csv cannot be read on",
		Problems: []ledger.Problem{{Part: "a.csv", Message: "a.csv cannot be read on"}},
	}}
)

func TestStatusHasALineForEachRun(t *testing.T) {
	var out strings.Builder
	require.NoError(t, imports.WriteStatus(&out, []standing.Import{
		{Name: "nightly", Runs: []standing.Run{{State: ledger.State{ID: "later", Phase: ledger.Waiting}}, feeding}},
		{Name: "a", Runs: []standing.Run{finished}},
		{Name: "never"},
	}))
	lines := strings.Split(out.String(), "\n")
	require.Equal(t, "never: it never ran", lines[0])
	require.Regexp(t, `^RUN +PHASE +READ +INVALID +OLDER +DUPLICATE +KNOWN +FAILED BEFORE +QUEUED +REGISTERED +REJECTED +EXHAUSTED +REMOVED +LEFT +RATE +ETA$`, lines[1])
	require.Regexp(t, `^nightly@2026-11-24T02:00 +feeding +4,000 +8 +2 +4 +986 +10 +2,990 +2,040 +14 +1 +0 +935 +118.7/s +1m 15s$`, lines[2])
	require.Regexp(t, `^a@2026-11-24T10:46:13Z +failed +1 +0 .* +1 +0 +0 +0 +0$`, lines[3])
	require.Equal(t, "nightly@2026-11-24T02:00: 2 problems, the first: /data/b.csv:12: a quote is not closed", lines[4])
	require.Equal(t, "a@2026-11-24T10:46:13Z: a.csv cannot be read on", lines[5])
}

// TestTheCountsOfALineAddUp has a column for everything that a row can come to, as far as any has.
func TestTheCountsOfALineAddUp(t *testing.T) {
	c := ledger.Counts{
		Read: 100, Invalid: 1, Older: 2, Duplicate: 3, Known: 4, FailedBefore: 5, Queued: 85,
		Registered: 20, AlreadyRegistered: 6, Rejected: 7, Exhausted: 8, Expired: 9, Cancelled: 10, Removed: 11,
	}
	var out strings.Builder
	require.NoError(t, imports.WriteStatus(&out, []standing.Import{{Runs: []standing.Run{{State: ledger.State{ID: "a", Phase: ledger.Finished, Counts: c}}}}}))
	line := strings.Fields(strings.Split(out.String(), "\n")[1])
	require.Equal(t, "a finished 100 1 2 3 4 5 85 26 7 8 9 10 11 14", strings.Join(line, " "))

	out.Reset()
	require.NoError(t, imports.WriteStatus(&out, []standing.Import{{Runs: []standing.Run{{State: ledger.State{ID: "a", Phase: ledger.Finished}}}}}))
	for _, rare := range []string{"OLDER", "EXPIRED", "CANCELLED"} {
		require.NotContains(t, out.String(), rare)
	}
}

func TestAReportSaysWhatToDo(t *testing.T) {
	var out strings.Builder
	require.NoError(t, imports.WriteReport(&out, feeding))
	for _, says := range []string{
		"nightly@2026-11-24T02:00  feeding, 40% read, 118.7/s, eta 1m 15s, started ", "rows                4,000", "  older                 2",
		"  failed before        10", "already registered     40", "outstanding           935", "problems:\n  /data/b.csv:12: a quote is not closed\n  /data/c.csv is gone\n",
		"23 rows failed or are invalid.", "trackreg import failures nightly nightly@2026-11-24T02:00 --file mend.csv",
	} {
		require.Contains(t, out.String(), says)
	}
	out.Reset()
	require.NoError(t, imports.WriteReport(&out, finished))
	require.Contains(t, out.String(), "failed, after 1h 0m, started ")
	require.Contains(t, out.String(), ", a.csv cannot be read on\n")
	require.NotContains(t, out.String(), "outstanding")
	require.NotContains(t, out.String(), "trackreg import failures")
}

func TestReadGathersImportsAndTheirRuns(t *testing.T) {
	rdb := redistest.Start(t).Client()
	one := configs.Import{
		Name: "one", Account: "main", Schedule: "CRON_TZ=Europe/Berlin 0 2 * * *",
		Source: configs.Source{URL: "https://u:hush@h/x?token=hush"},
	}
	two := configs.Import{Name: "two", Account: "main", Source: configs.Source{SQL: configs.SQL{DSN: "postgres://u:hush@h/d"}}}
	book := ledger.New(rdb, "main", "one")
	require.NoError(t, book.Add(t.Context(), "one@2026-11-24T02:00", ledger.Order{Due: "2026-11-24T02:00"}))
	held, err := book.Take(t.Context(), "me", time.Minute)
	require.NoError(t, err)
	require.True(t, held)
	require.NoError(t, book.Run("one@2026-11-24T02:00", "me").Begin(t.Context(), []ledger.Part{{State: ledger.Reading}}))

	all, err := standing.ReadImports(t.Context(), rdb, []configs.Import{one, two}, begun)
	require.NoError(t, err)
	require.Len(t, all, 2)
	require.Equal(t, ledger.Feeding, all[0].Latest().Phase)
	require.Equal(t, "2026-11-25T01:00:00Z", all[0].Next.Format(time.RFC3339))
	require.Equal(t, "Europe/Berlin", all[0].Zone.String(), "for those who show it by the clock of the schedule")
	require.Nil(t, all[1].Latest())

	var table strings.Builder
	require.NoError(t, imports.WriteList(&table, all))
	lines := strings.Split(table.String(), "\n")
	require.Regexp(t, `^IMPORT +ACCOUNT +SCHEDULE +NEXT +LAST RUN +PHASE +SOURCE$`, lines[0])
	require.Regexp(t, `^one +main +CRON_TZ=Europe/Berlin 0 2 \* \* \* +2026-11-2\d \d\d:00:00 [A-Z0-9+-]+ +one@2026-11-24T02:00 +feeding +https://u:\*\*\*@h/x\?token=\*\*\*$`, lines[1])
	require.Regexp(t, `^two +main +by hand +never +sql$`, lines[2])
	require.NotContains(t, table.String(), "hush")

	run, err := standing.ReadRun(t.Context(), rdb, one, "one@2026-11-24T02:00")
	require.NoError(t, err)
	require.Len(t, run.Parts, 1)
	_, err = standing.ReadRun(t.Context(), rdb, one, "one@2020-01-01T02:00")
	require.ErrorIs(t, err, ledger.ErrNoRun)
}

func TestJSONKeepsItsNames(t *testing.T) {
	var out strings.Builder
	require.NoError(t, imports.WriteJSON(&out, []standing.Import{{Name: "nightly", Runs: []standing.Run{feeding}}, {Name: "a", Runs: []standing.Run{}}}))
	var all []map[string]any
	require.NoError(t, json.Unmarshal([]byte(out.String()), &all))
	for _, name := range []string{"import", "account", "schedule", "source", "next", "runs"} {
		require.Contains(t, all[0], name)
	}
	run := all[0]["runs"].([]any)[0].(map[string]any)
	for _, name := range []string{"id", "import", "phase", "counts", "problems", "started", "share", "rate", "eta_seconds"} {
		require.Contains(t, run, name)
	}
	for _, name := range []string{
		"read", "invalid", "older", "duplicate", "known", "failed_before", "queued", "registered", "already_registered", "rejected",
		"exhausted", "expired", "cancelled", "removed",
	} {
		require.Contains(t, run["counts"], name)
	}
	require.Equal(t, []any{}, all[1]["runs"])
}

func TestNoImportsAreSaidToBeNone(t *testing.T) {
	for _, write := range []func(*strings.Builder) error{
		func(w *strings.Builder) error { return imports.WriteList(w, nil) },
		func(w *strings.Builder) error { return imports.WriteStatus(w, nil) },
	} {
		var out strings.Builder
		require.NoError(t, write(&out))
		require.Contains(t, out.String(), "no imports are configured")
	}
}
