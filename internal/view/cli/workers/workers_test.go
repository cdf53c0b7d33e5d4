package workers_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/presence"
	"github.com/trackreg/trackreg/internal/view/cli/workers"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// one is a worker that was last seen two seconds before noon.
func one(host, version string, accounts ...string) presence.Worker {
	seen := noon.Add(-2 * time.Second)
	return presence.Worker{
		Name: host, Host: host, PID: 7, Version: version, Since: noon.Add(-time.Hour), Seen: &seen, Accounts: accounts, InHand: 1440, InCall: 40,
	}
}

func TestATableHasALineForEachProcessAndSaysWhatIsNotAsItShouldBe(t *testing.T) {
	helper := one("c", "v1.3.0", "a1", "a2", "a3", "a4", "a5", "main")
	helper.Passing = true
	silent := presence.Worker{Host: "old\x1b[2J", PID: 9, Since: noon, Accounts: []string{"main"}}
	var out strings.Builder
	require.NoError(t, workers.WriteTable(&out, []presence.Worker{one("a", "v1.2.3", "eu", "main"), helper, silent}, []string{"main", "eu", "idle"}, noon))
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	require.Len(t, lines, 6)
	require.Regexp(t, `^HOST +PID +VERSION +SINCE +ACCOUNTS +IN HAND +IN CALLS +LAST SEEN$`, lines[0])
	require.Regexp(t, `^a +7 +v1.2.3 +2026-03-01 \S+ \S+ +eu main +1,440 +40 +2s ago$`, lines[1])
	require.Regexp(t, `^c +7 +v1.3.0 \(register\) .* a1 a2 a3 a4 and 2 more +1,440 +40 +2s ago$`, lines[2])
	require.Regexp(t, `^old\\u001b\[2J +9 +older +.* main +0 +0 +\?$`, lines[3])
	require.Equal(t, []string{"3 versions are at work: older, v1.2.3, v1.3.0", "no worker serves idle"}, lines[4:])
}

func TestATableOfNobodySaysWhomNobodyServes(t *testing.T) {
	var out strings.Builder
	require.NoError(t, workers.WriteTable(&out, nil, []string{"main"}, noon))
	require.Equal(t, "no worker serves main\n", out.String())
	out.Reset()
	require.NoError(t, workers.WriteTable(&out, []presence.Worker{one("a", "v1", "main"), one("b", "v1", "main")}, []string{"main"}, noon))
	require.Equal(t, 3, strings.Count(out.String(), "\n"), "all is well")
}

func TestJSONKeepsItsNames(t *testing.T) {
	var out strings.Builder
	require.NoError(t, workers.WriteJSON(&out, nil))
	require.JSONEq(t, `[]`, out.String())
	out.Reset()
	require.NoError(t, workers.WriteJSON(&out, []presence.Worker{one("a", "v1.2.3", "main")}))
	var all []map[string]any
	require.NoError(t, json.Unmarshal([]byte(out.String()), &all))
	for _, name := range []string{"name", "host", "pid", "version", "since", "last_seen", "accounts", "in_hand", "in_call", "register"} {
		require.Contains(t, all[0], name)
	}
}
