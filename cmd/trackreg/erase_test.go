package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/erase"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/track17/sandbox"
)

func TestEraseRemovesANumberAndSaysWhereItWas(t *testing.T) {
	_, env := vendorAt(t, sandbox.Options{})
	l, server := withRedis(t, env...)
	rdb := server.Client()
	l.file("n.csv", "number\nSBX18010012-1\nGOOD0000001\n")
	require.Equal(t, exitDone, l.run("register", "n.csv").code)
	require.Equal(t, exitDone, l.run("enqueue", "SBX18010012-1").code)
	require.Equal(t, exitDone, l.run("failures", "retry", "--account", "main").code)

	r := l.run("erase", "--report", "sbx18010012-1")
	require.Equal(t, exitDone, r.code, r.err)
	require.Contains(t, r.out, "SBX18010012-1 of main: ")
	require.Contains(t, r.out, "nothing was removed")
	r = l.run("erase", "SBX18010012-1", "-o", "json")
	require.Equal(t, exitDone, r.code, r.err)
	var all []erase.Report
	require.NoError(t, json.Unmarshal([]byte(r.out), &all))
	require.Greater(t, all[0].Found(), 2)
	for key, texts := range redistest.Texts(t, rdb) {
		for _, text := range texts {
			require.NotContains(t, strings.ToUpper(text), "SBX18010012-1", key)
		}
	}
	require.Contains(t, l.run("audit").out, "number=***")
	require.Contains(t, l.run("erase", "SBX18010012-1").out, "no trace of it")
	require.NotZero(t, rdb.XLen(t.Context(), "trackreg:{main}:out").Val(), "the other number's outcome stays")
	require.Equal(t, exitUsage, l.run("erase").code)
}
