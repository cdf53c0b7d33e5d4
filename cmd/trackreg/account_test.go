package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAQuotaThatCannotBeHadIsAnError(t *testing.T) {
	l, _ := withRedis(t, "TRACK17_KEY=k", "TRACKREG_ACCOUNTS_MAIN_BASE_URL=http://127.0.0.1:1/track/v2.4")
	r := l.run("account", "quota", "main")
	require.Equal(t, exitFailed, r.code)
	require.Contains(t, r.out, "ACCOUNT", "how the account stands is shown nevertheless")
	require.Regexp(t, `^trackreg: ask for the quota of account main: 17track: .*\n$`, r.err)
	require.NotContains(t, r.err, "Redis", "it is 17TRACK that does not answer")
}
