package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/audit"
	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// deedsOf are the deeds that the program lists, the newest first.
func deedsOf(t *testing.T, l *lab, args ...string) []audit.Deed {
	t.Helper()
	r := l.run(append([]string{"audit", "-o", "json"}, args...)...)
	require.Zero(t, r.code, r.err)
	var all []audit.Deed
	require.NoError(t, json.Unmarshal([]byte(r.out), &all), r.out)
	return all
}

// TestWhatCommandsDoByHandIsInTheAudit does everything that is done by hand.
func TestWhatCommandsDoByHandIsInTheAudit(t *testing.T) {
	l, _, rdb := importing(t)
	l.env = append(l.env, "TRACKREG_ACCOUNTS_SHOP_KEY=another")
	var failed []queue.Outcome
	for _, number := range []string{"RR100000003CN", "RR100000017CN", "RR100000025CN"} {
		failed = append(failed, queue.Outcome{
			Account: "main", Op: queue.Register, Number: number, Queue: "main-bulk", Outcome: queue.Exhausted, Code: -18010003, Remedy: "try_later",
			Task: "register:0:" + number, Payload: []byte(`{"number":"` + number + `"}`),
		})
	}
	require.NoError(t, outlet.NewRecorder(rdb).Record(t.Context(), failed))
	require.NoError(t, os.WriteFile("old.csv", []byte("number\nRR123456785CN\nRR987654321CN\n"), 0o600))
	for _, command := range []string{
		"account pause shop --why stock\ttaking", "account resume", "account quota", "failures retry --class retryable --number RR100000003CN",
		"failures drop --remedy try_later", "known add old.csv", "known forget RR123456785CN", "known forget --all",
		"import run nightly --force", "import cancel nightly",
		// what only looks, or queues, is no deed
		"status", "failures list", "import run nightly --dry-run", "enqueue RR123456785CN",
	} {
		r := l.run(strings.Split(command, " ")...)
		require.Zero(t, r.code, "%s: %s", command, r.err)
	}
	all := deedsOf(t, l)
	require.Len(t, all, 10)
	run := all[1].Filter
	require.Regexp(t, `^import=nightly run=nightly@\S+Z force=true$`, run)
	for i, want := range []audit.Deed{
		{What: audit.Cancel, Account: "main", Filter: "import=nightly", Count: new(1)},
		{What: audit.Run, Account: "main", Filter: run},
		{What: audit.Forget, Account: "main", Filter: "all=true"},
		{What: audit.Forget, Account: "main", Filter: "from=numbers", Count: new(1)},
		{What: audit.KnownAdd, Account: "main", Filter: "from=old.csv", Count: new(2)},
		{What: audit.Drop, Account: "main", Filter: "remedy=try_later", Count: new(3)},
		{What: audit.Retry, Account: "main", Filter: "class=retryable number=RR100000003CN", Count: new(1)},
		{What: audit.Quota, Account: "main"},
		{What: audit.Resume, Account: "main"},
		{What: audit.Pause, Account: "shop", Filter: `why="stock\ttaking"`},
	} {
		require.NotEmpty(t, all[i].ID)
		require.WithinDuration(t, time.Now(), all[i].At, time.Minute)
		want.ID, want.At, want.Who, want.Via = all[i].ID, all[i].At, audit.Shell(), "command"
		require.Equal(t, want, all[i])
	}
	require.Len(t, deedsOf(t, l, "--account", "shop"), 1)
	require.Len(t, deedsOf(t, l, "--limit", "4"), 4)
	require.Len(t, deedsOf(t, l, "--since", "1h"), 10)
	require.Empty(t, deedsOf(t, l, "--since", time.Now().Add(time.Hour).Format(time.RFC3339)))

	r := l.run("audit", "--limit", "1")
	require.Regexp(t, `(?s)^AT +WHO +VIA +ACCOUNT +WHAT +COUNT +FILTER\n.*@.* command +main +cancel +1 +import=nightly\n$`, r.out)
	require.Equal(t, exitUsage, l.run("audit", "--since", "yesterday").code)
	require.Equal(t, exitUsage, l.run("audit", "--limit", "-1").code)
	require.Equal(t, exitUsage, l.run("audit", "--account", "none").code)
}

func TestWhatFailsIsNotInTheAudit(t *testing.T) {
	vendor, env := vendorAt(t, sandbox.Options{})
	l, _ := withRedis(t, env...)
	require.NoError(t, vendor.Script(sandbox.Fault{Act: sandbox.Fail, Status: 503, Call: "getquota"}))
	require.NotZero(t, l.run("account", "quota").code)
	require.NotZero(t, l.run("known", "add", "missing.csv").code)
	require.NotZero(t, l.run("import", "cancel", "none").code)
	require.Empty(t, deedsOf(t, l))
	require.Equal(t, "nothing was done by hand\n", l.run("audit").out)
}

func TestADeedStandsWhereTheAuditCannotBeWritten(t *testing.T) {
	l, server := withRedis(t)
	require.NoError(t, server.Client().Set(t.Context(), "trackreg:{main}:audit", "no stream", 0).Err())
	r := l.run("account", "pause")
	require.Zero(t, r.code, r.err)
	require.Contains(t, r.err, "it is done, but the audit does not say so: ")
	require.Contains(t, l.run("status").out, "paused")
}
