package accounts_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/presence"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/internal/view/cli/accounts"
)

func TestATableHasALineForEachAccountAndNotesUnderThem(t *testing.T) {
	since := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	paused := standing.Gate{State: "paused", Account: standing.Latch{Reason: "paused", Why: "stocktaking", Since: &since}}
	all := []standing.Account{
		{Name: "main", Gate: paused, Queues: []standing.Queue{{Name: "main-live"}, {Name: "main-bulk", Pending: 2}}, Done: 1, Failed: 1, Workers: []presence.Worker{{Name: "a"}}},
		{Name: "other", Gate: standing.Gate{State: standing.Open}, Queued: 12_570},
	}
	var table strings.Builder
	require.NoError(t, accounts.WriteTable(&table, all))
	lines := strings.Split(table.String(), "\n")
	require.Regexp(t, `^ACCOUNT +GATE +PACE +SPEED +QUOTA LEFT +LIVE +BULK +RETRY +SCHEDULED +IN FLIGHT +DONE +FAILED$`, lines[0])
	require.Regexp(t, `^main +paused .* +\? +0 +2 +0 +0 +0 +1 +1$`, lines[1])
	require.Regexp(t, `^main: paused since [-0-9]+ [:0-9]+ [A-Z0-9+-]+: stocktaking$`, lines[3])
	require.Equal(t, "no worker serves other: 12,570 numbers wait", lines[4])
}

func TestJSONKeepsItsNames(t *testing.T) {
	since := time.Date(2026, 1, 31, 8, 0, 0, 0, time.UTC)
	var out strings.Builder
	require.NoError(t, accounts.WriteJSON(&out, []standing.Account{{
		Name: "main", At: since, Gate: standing.Gate{State: "hold", Account: standing.Latch{Reason: "hold", Since: &since}},
		Queues: []standing.Queue{{Name: "main-live"}},
	}}))
	var all []map[string]any
	require.NoError(t, json.Unmarshal([]byte(out.String()), &all))
	for _, name := range []string{"account", "at", "gate", "pace", "quota", "queues", "queued", "in_flight", "done", "outcomes", "failed", "groups", "inlet", "workers"} {
		require.Contains(t, all[0], name)
	}
	require.Equal(t, "2026-01-31T08:00:00Z", all[0]["gate"].(map[string]any)["account"].(map[string]any)["since"])
}

func TestWatchOutlastsWhatPasses(t *testing.T) {
	away, broken := errors.New("away"), errors.New("broken")
	answers := []error{nil, away, away, nil, away, broken}
	read := func(context.Context) ([]standing.Account, error) {
		err := answers[0]
		answers = answers[1:]
		return nil, err
	}
	var first []bool
	watching := accounts.Watching{Every: time.Millisecond, Failed: func(err error, isFirst bool) bool {
		first = append(first, isFirst)
		return errors.Is(err, away)
	}}
	var out strings.Builder
	require.ErrorIs(t, accounts.Watch(t.Context(), &out, watching, read, accounts.WriteJSON), broken)
	require.Equal(t, "null\nnull\n", out.String())
	require.Equal(t, []bool{true, false, true, false}, first)
}

func TestWatchEndsWithItsContextOrAnError(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	shown := 0
	read := func(context.Context) ([]standing.Account, error) {
		if shown++; shown == 3 {
			cancel()
		}
		return nil, nil
	}
	var out strings.Builder
	require.ErrorIs(t, accounts.Watch(ctx, &out, accounts.Watching{Every: time.Millisecond}, read, accounts.WriteJSON), context.Canceled)
	require.GreaterOrEqual(t, strings.Count(out.String(), "null\n"), 3)

	away := errors.New("away")
	failing := func(context.Context) ([]standing.Account, error) { return nil, away }
	never := func(error, bool) bool { return false }
	require.ErrorIs(t, accounts.Watch(t.Context(), &out, accounts.Watching{Every: time.Hour, Failed: never}, failing, accounts.WriteTable), away)
}

func TestTableSaysWhoIsLongBehind(t *testing.T) {
	now := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	since, lately := now.Add(-12*time.Minute), now.Add(-time.Second)
	s := standing.Account{
		Name: "main", At: now, Workers: []presence.Worker{{Name: "a"}},
		Groups: []standing.Group{{Name: "webhook", Lag: 1204, Oldest: &since}, {Name: "shop", Lag: 3, Oldest: &lately}, {Name: "idle"}},
		Inlet:  standing.Inlet{Lag: 7, Oldest: &since, Refused: 2},
	}
	var out strings.Builder
	require.NoError(t, accounts.WriteTable(&out, []standing.Account{s}))
	require.Equal(t, []string{
		"main: group webhook has 1,204 outcomes before it, the oldest from 12m 0s ago",
		"main: 7 entries of the inlet wait to be queued, the oldest for 12m 0s",
		"main: 2 entries of the inlet were refused: see trackreg:{main}:in:refused",
	}, strings.Split(strings.TrimSpace(out.String()), "\n")[2:])
	s.Groups[0].Lag, s.Inlet.Lag, s.Inlet.Refused = 1, 1, 1
	s.Groups[0].Name = "web\x1b[2Jhook"
	require.Equal(t, []string{
		`group web\u001b[2Jhook has 1 outcome before it, the oldest from 12m 0s ago`,
		"1 entry of the inlet waits to be queued, the oldest for 12m 0s",
		"1 entry of the inlet was refused: see trackreg:{main}:in:refused",
	}, s.Behind())
}
