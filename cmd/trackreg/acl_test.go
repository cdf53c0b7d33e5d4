package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// TestNoCommandNeedsMoreThanTheDocumentedUserMay gives the commands the user of
// Redis that operations.md makes; Redis keeps a log of what it refuses a user.
func TestNoCommandNeedsMoreThanTheDocumentedUserMay(t *testing.T) {
	page, err := os.ReadFile("../../docs/operations.md")
	require.NoError(t, err)
	rule := regexp.MustCompile(`(?m)^redis-cli (ACL SETUSER trackreg .+)$`).FindSubmatch(page)
	require.NotNil(t, rule)
	server := redistest.RequireReal(t)
	admin := server.Client()
	var args []any
	for _, word := range strings.Fields(strings.ReplaceAll(string(rule[1]), "'", "")) {
		args = append(args, word)
	}
	require.NoError(t, admin.Do(t.Context(), args...).Err())

	_, env := vendorAt(t, sandbox.Options{})
	l := newLab(t, append(env, "TRACKREG_HTTP_LISTEN=", "TRACKREG_REDIS_URL=redis://trackreg:a-password@"+server.Addr+"/0")...)
	list := l.file("known.txt", "RR000000003CN\n")
	for _, command := range []string{
		"enqueue RR000000001CN", "register RR000000002CN SBX18010012-1", "status", "doctor",
		"failures list", "failures export --file " + list + ".csv", "failures retry", "failures drop --class terminal",
		"account pause main", "account resume main", "account quota main",
		"known add " + list, "known forget " + list, "known forget --all",
	} {
		r := l.run(strings.Fields(command)...)
		require.Equal(t, exitDone, r.code, "%s: %s", command, r.err)
	}
	refused, err := admin.ACLLog(t.Context(), 100).Result()
	require.NoError(t, err)
	for _, entry := range refused {
		require.Contains(t, entry.Object, "config", "that is asked where it is allowed; the rest is needed")
	}
}
