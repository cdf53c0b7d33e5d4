package main

import (
	"encoding/json"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/presence"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// TestThatNobodyWorksIsSaidEverywhere with the only worker stopped and numbers waiting.
func TestThatNobodyWorksIsSaidEverywhere(t *testing.T) {
	_, env := vendorAt(t, sandbox.Options{})
	l, _ := withRedis(t, env...)
	require.Contains(t, l.run("status").out, "no worker serves main\n")
	r := l.run("enqueue", l.file("n.txt", numbers(300)))
	require.Equal(t, exitDone, r.code, "nothing went wrong")
	const sentence = "no worker serves main: 300 numbers wait"
	require.Contains(t, r.err, "trackreg: warning: "+sentence)
	require.Contains(t, l.run("status").out, sentence)
	r = l.run("doctor")
	require.Equal(t, exitFailed, r.code)
	require.Contains(t, r.out, sentence)
	r = l.run("workers")
	require.Equal(t, exitDone, r.code, r.err)
	require.Equal(t, "no worker serves main\n", r.out)

	_, _, stop := l.background("worker")
	eventually(t, "a worker", func() bool { return len(workersOf(t, l)) == 1 })
	require.NotContains(t, l.run("status").out+l.run("doctor").out+l.run("enqueue", s10(1)).err, "no worker")
	require.Contains(t, l.run("workers").out, "main")
	require.Equal(t, exitDone, stop(syscall.SIGTERM))
	eventually(t, "it is gone", func() bool { return len(workersOf(t, l)) == 0 })
}

// workersOf are the processes that trackreg workers shows.
func workersOf(t *testing.T, l *lab) []presence.Worker {
	t.Helper()
	r := l.run("workers", "-o", "json")
	require.Equal(t, exitDone, r.code, r.err)
	var all []presence.Worker
	require.NoError(t, json.Unmarshal([]byte(r.out), &all))
	return all
}
