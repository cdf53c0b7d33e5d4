package imports_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/importer"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/source"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/internal/view/cli/imports"
)

var rehearsal = importer.Rehearsal{
	Import: "nightly", Account: "main",
	Parts:   []importer.RehearsedPart{{Part: source.Part{Name: "/data/a.csv", Size: 2048}, Rows: 4000}},
	Counts:  ledger.Counts{Read: 4000, Invalid: 7, Known: 1000, FailedBefore: 3, Queued: 2990},
	Sample:  []json.RawMessage{[]byte(`{"number":"RR1"}`)},
	Invalid: []ledger.Problem{{Part: "/data/a.csv", Line: 3, Message: "Parcel is empty"}},
}

// standingOf is an account with so much quota left and so much of the day's.
func standingOf(remain, used, daily int64) standing.Account {
	return standing.Account{
		Queued: 500, Active: 110, Pace: standing.Pace{BatchSize: 40, Ceiling: 120},
		Quota: &standing.Quota{Remain: &remain, Today: &used, MaxDaily: &daily},
	}
}

func writtenOf(t *testing.T, r imports.Rehearsal) string {
	var out strings.Builder
	require.NoError(t, imports.WriteRehearsal(&out, r))
	return out.String()
}

func TestARehearsalForPeople(t *testing.T) {
	got := writtenOf(t, imports.Priced(rehearsal, standingOf(100_000, 0, 0)))
	for _, says := range []string{
		"/data/a.csv: 4,000 rows, 2 KiB\n", "rows             4,000\n", "  queued         2,990\n",
		"at least 75 calls and 30s at the account's 120 numbers/s, behind 610 numbers that wait already\n",
		"at most 2,990 units of quota, of which 100,000 are left\n",
		"the first, as they would be sent:\n  {\"number\":\"RR1\"}\n",
		"invalid rows:\n  /data/a.csv:3: Parcel is empty\n  … and 6 more\n",
		"nothing is queued\n",
	} {
		require.Contains(t, got, says)
	}
	for _, not := range []string{"duplicate", "may not do", "today's limit", "problems"} {
		require.NotContains(t, got, not)
	}
}

func TestARehearsalWarnsOfQuota(t *testing.T) {
	require.Contains(t, writtenOf(t, imports.Priced(rehearsal, standingOf(2989, 0, 0))), "the quota may not do")
	require.Contains(t, writtenOf(t, imports.Priced(rehearsal, standingOf(9999, 900, 1000))), "today's limit leaves 100 units")
	unknown := standingOf(0, 0, 0)
	unknown.Quota = nil
	require.Contains(t, writtenOf(t, imports.Priced(rehearsal, unknown)), "17TRACK has not said")
}

func TestARehearsalOfNothing(t *testing.T) {
	got := writtenOf(t, imports.Priced(importer.Rehearsal{Before: 2}, standingOf(0, 0, 0)))
	require.Contains(t, got, "there is nothing new to read\n2 parts of the source finished by earlier runs\n")
	require.NotContains(t, got, "quota")

	many := rehearsal
	many.Parts, many.MaxReached = make([]importer.RehearsedPart, 30), true
	many.Problems = []ledger.Problem{{Part: "c.csv", Message: "c.csv has no header"}}
	got = writtenOf(t, imports.Priced(many, standingOf(1, 0, 0)))
	require.Contains(t, got, "… and 10 more\n")
	require.Contains(t, got, "at max_numbers")
	require.Contains(t, got, "problems:\n  c.csv has no header\n")
}

func TestARehearsalsJSONKeepsItsNames(t *testing.T) {
	text, err := json.Marshal(imports.Priced(rehearsal, standingOf(1, 0, 0)))
	require.NoError(t, err)
	var all map[string]any
	require.NoError(t, json.Unmarshal(text, &all))
	for _, name := range []string{"import", "account", "parts", "counts", "sample", "invalid_rows", "problems", "max_numbers_reached", "estimate"} {
		require.Contains(t, all, name)
	}
	for _, name := range []string{"numbers", "calls", "numbers_ahead", "ceiling_per_s", "seconds_at_least", "quota_left", "daily_left"} {
		require.Contains(t, all["estimate"], name)
	}
}
