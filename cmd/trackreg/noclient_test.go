package main

import (
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// TestTheREADMEsWayWorksOnARedisWithoutCLIENT enqueues and registers on a Redis
// that knows no CLIENT, and as a user that may not call it.
func TestTheREADMEsWayWorksOnARedisWithoutCLIENT(t *testing.T) {
	t.Run("renamed away", func(t *testing.T) {
		server := redistest.RequireReal(t, redistest.Args("--rename-command", "CLIENT", ""))
		enqueueAndRegister(t, server, "")
	})
	t.Run("not allowed", func(t *testing.T) {
		server := redistest.RequireReal(t)
		require.NoError(t, server.Client().ACLSetUser(t.Context(), "worker", "on", ">hush", "~*", "&*", "+@all", "-client").Err())
		enqueueAndRegister(t, server, "worker:hush@")
	})
}

func enqueueAndRegister(t *testing.T, server *redistest.Server, login string) {
	t.Helper()
	_, env := vendorAt(t, sandbox.Options{})
	l := newLab(t, append(env, "TRACKREG_REDIS_URL=redis://"+login+server.Addr+"/0")...)
	_, errs, stop := l.background("worker")
	r := l.run("enqueue", l.file("n.txt", numbers(50)))
	require.Equal(t, exitDone, r.code, r.err)
	admin := server.Client()
	eventually(t, "all are registered", func() bool {
		outcomes, err := admin.XLen(t.Context(), "trackreg:{main}:out").Result()
		return err == nil && outcomes == 50
	})
	require.Equal(t, exitDone, stop(syscall.SIGTERM), errs.String())
	require.Equal(t, exitDone, l.run("status").code)
}
