package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/track17/sandbox"
)

func TestOnlyYesIsYes(t *testing.T) {
	for answer, want := range map[string]bool{"y\n": true, " Yes \n": true, "yes": true, "\n": false, "": false, "no\n": false, "yesterday\n": false} {
		var out strings.Builder
		require.Equal(t, want, saysYes(strings.NewReader(answer), &out, "drop all?"), "%q", answer)
		require.Equal(t, "drop all? [y/N] ", out.String())
	}
}

func TestDropWithoutAFilterNeedsAll(t *testing.T) {
	_, env := vendorAt(t, sandbox.Options{})
	l, _ := withRedis(t, env...)
	require.Equal(t, exitDone, l.run("register", "SBX18010019-1", "SBX18010012-1").code)
	r := l.run("failures", "drop")
	require.Equal(t, exitUsage, r.code)
	require.Contains(t, r.err, "--all")
	require.Contains(t, l.run("failures", "drop", "--code", "-18010012").out, "1 dropped", "a filter says what is meant")
	require.JSONEq(t, `{"dropped":1}`, l.run("failures", "drop", "--all", "--json").out)
}
