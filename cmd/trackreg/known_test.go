package main

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/job"
	"github.com/trackreg/trackreg/internal/rows/preview"
)

func TestKnownNumbersAreLeftOutUnlessForced(t *testing.T) {
	l, server := withRedis(t, "TRACKREG_ACCOUNTS_MAIN_KNOWN_NUMBERS_ENABLED=true")
	require.NoError(t, os.WriteFile("old.csv", []byte("number,carrier\nRR123456785CN,3011\nRR987654321CN,\n1.2E+17,\n"), 0o600))
	require.NoError(t, os.WriteFile("new.csv", []byte("number,carrier,_ref\nRR123456785CN,3011,order-1\nRR987654321CN,3011,order-2\nAB12345,,\n"), 0o600))

	r := l.run("known", "add", "old.csv")
	require.Zero(t, r.code, r.err)
	require.Equal(t, "account main: of 3 rows 2 added, 0 forgotten, 1 invalid; the rest changed nothing\n", r.out)
	require.Contains(t, r.err, "old.csv:4: ")

	tally := enqueued(t, l, "new.csv")
	require.Len(t, tally.Columns, 3)
	tally.Columns = nil
	require.Equal(t, job.Tally{
		Account: "main", Queue: "main-bulk", Rows: 3, Enqueued: 2, Known: 1, Unread: []string{}, Cleaned: []preview.Kind{}, Kinds: []preview.Kind{},
	}, tally,
		"a number known under one carrier is not known under another")
	outcomes, err := server.Client().XRange(t.Context(), "trackreg:{main}:out", "-", "+").Result()
	require.NoError(t, err)
	require.Len(t, outcomes, 1)
	require.Equal(t, "known", outcomes[0].Values["outcome"])
	require.Equal(t, "order-1", outcomes[0].Values["ref"])
	require.Empty(t, outcomes[0].Values["task"], "no task was made")

	require.EqualValues(t, 1, enqueued(t, l, "new.csv", "--force").Enqueued, "the other two wait already")

	r = l.run("known", "forget", "old.csv")
	require.Zero(t, r.code, r.err)
	require.Contains(t, r.out, "2 forgotten")
	require.Zero(t, enqueued(t, l, "new.csv").Known)
}

func enqueued(t *testing.T, l *lab, args ...string) job.Tally {
	t.Helper()
	r := l.run(append([]string{"--json", "enqueue"}, args...)...)
	require.Zero(t, r.code, r.err)
	var tally job.Tally
	require.NoError(t, json.Unmarshal([]byte(r.out), &tally))
	return tally
}

func TestKnownNumbersCountOnlyWhereTheAccountUsesThem(t *testing.T) {
	l, _ := withRedis(t)
	r := l.run("known", "add", "RR123456785CN")
	require.Zero(t, r.code, r.err)
	require.Contains(t, r.err, "accounts.main.known_numbers.enabled")
	require.EqualValues(t, 1, enqueued(t, l, "RR123456785CN").Enqueued)
}

func TestForgetAllForgetsEverything(t *testing.T) {
	l, server := withRedis(t, "TRACKREG_ACCOUNTS_MAIN_KNOWN_NUMBERS_ENABLED=true")
	require.Zero(t, l.run("known", "add", "RR123456785CN").code)
	require.EqualValues(t, 2, server.Client().DBSize(t.Context()).Val(), "the record, and the audit of what was done to it")
	require.Equal(t, exitUsage, l.run("known", "forget", "--all", "RR123456785CN").code)
	require.Equal(t, exitUsage, l.run("known", "forget").code)
	r := l.run("known", "forget", "--all")
	require.Zero(t, r.code, r.err)
	require.Equal(t, []string{"trackreg:{main}:audit"}, server.Client().Keys(t.Context(), "*").Val())
}

func TestRegisterEndsAtOnceWhenAllIsKnown(t *testing.T) {
	l, _ := withRedis(t, "TRACKREG_ACCOUNTS_MAIN_KNOWN_NUMBERS_ENABLED=true", "TRACK17_KEY=a-key",
		"TRACKREG_ACCOUNTS_MAIN_BASE_URL=http://127.0.0.1:1/track/v2.4")
	require.Zero(t, l.run("known", "add", "RR123456785CN", "RR987654321CN").code)
	r := l.run("--json", "register", "RR123456785CN", "RR987654321CN")
	require.Zero(t, r.code, r.err)
	var s job.Summary
	require.NoError(t, json.Unmarshal([]byte(r.out), &s))
	require.Equal(t, job.Finished, s.End)
	require.EqualValues(t, 2, s.Known)
	require.EqualValues(t, 2, s.Rows)
	require.Zero(t, s.Enqueued+s.Calls)
}
