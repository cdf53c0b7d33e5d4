package main

import (
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// TestAWorkersStopDoesNotWaitForARedisThatHangs stops a worker with numbers in
// hand while Redis takes commands and answers none, so that none of asynq's last
// ones ends before shutdown_timeout.
func TestAWorkersStopDoesNotWaitForARedisThatHangs(t *testing.T) {
	vendor, env := vendorAt(t, sandbox.Options{})
	require.NoError(t, vendor.Script(sandbox.Fault{Call: "register", Act: sandbox.Hang}))
	server := redistest.RequireReal(t, redistest.AppendOnly())
	l := newLab(t, append(env, "TRACKREG_REDIS_URL="+server.URL)...)
	require.Equal(t, exitDone, l.run("enqueue", l.file("n.txt", numbers(100))).code)
	worker, errs := process(t, append(l.env, "TRACKREG_WORKER_CALL_TIMEOUT=1s", "TRACKREG_WORKER_SHUTDOWN_TIMEOUT=2s"), "worker")
	eventually(t, "a call is held back", func() bool { return vendor.Summary("demo").Registrations > 0 })

	pid := processID(t, server)
	require.NoError(t, syscall.Kill(pid, syscall.SIGSTOP))
	require.NoError(t, worker.Process.Signal(syscall.SIGTERM))
	_ = worker.Wait() // its exit code says more
	require.Equal(t, exitFailed, worker.ProcessState.ExitCode(), errs.String())
	require.Contains(t, errs.String(), "longer than shutdown_timeout")
	require.NoError(t, syscall.Kill(pid, syscall.SIGCONT))

	counts, err := queue.ReadCounts(t.Context(), server.Client(), "main-bulk")
	require.NoError(t, err)
	require.EqualValues(t, 100, counts[0].Pending+counts[0].Active, "%+v", counts)
}

func TestAWorkersSecondSignalExitsAtOnce(t *testing.T) {
	vendor, env := vendorAt(t, sandbox.Options{})
	require.NoError(t, vendor.Script(sandbox.Fault{Call: "register", Act: sandbox.Hang}))
	l, _ := withRedis(t, env...)
	require.Equal(t, exitDone, l.run("enqueue", s10(1)).code)
	worker, errs := process(t, l.env, "worker")
	eventually(t, "a call is held back", func() bool { return vendor.Summary("demo").Registrations > 0 })
	require.NoError(t, worker.Process.Signal(syscall.SIGTERM))
	eventually(t, "stopping", func() bool { return strings.Contains(errs.String(), "stopping") })
	require.NoError(t, worker.Process.Signal(syscall.SIGTERM))
	_ = worker.Wait() // its exit code says more
	require.Equal(t, exitInterrupted, worker.ProcessState.ExitCode(), errs.String())
}

func processID(t *testing.T, server *redistest.Server) int {
	t.Helper()
	info, err := server.Client().Info(t.Context(), "server").Result()
	require.NoError(t, err)
	_, rest, _ := strings.Cut(info, "process_id:")
	text, _, _ := strings.Cut(rest, "\r\n")
	pid, err := strconv.Atoi(text)
	require.NoError(t, err)
	return pid
}
