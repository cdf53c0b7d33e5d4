package main

import (
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// actAsProgram makes the test binary the program itself, as a process of its own.
const actAsProgram = "ACT_AS_TRACKREG"

func TestMain(m *testing.M) {
	if os.Getenv(actAsProgram) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// process starts the program as a process of its own.
func process(t *testing.T, env []string, args ...string) (*exec.Cmd, *output) {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(self, args...)
	cmd.Env = append([]string{actAsProgram + "=1", "PATH=" + os.Getenv("PATH")}, env...)
	cmd.Dir = t.TempDir()
	errs := &output{}
	cmd.Stdout, cmd.Stderr = errs, errs
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	return cmd, errs
}

func TestTheSecondSignalExitsAtOnce(t *testing.T) {
	vendor, env := vendorAt(t, sandbox.Options{Service: sandbox.Span{Min: time.Hour}})
	server := redistest.Start(t)
	env = append(env, "TRACKREG_REDIS_URL="+server.URL)
	cmd, errs := process(t, env, "register", s10(1))
	eventually(t, "a call is held back", func() bool { return vendor.Summary("demo").Calls > 0 })
	require.NoError(t, cmd.Process.Signal(syscall.SIGINT))
	eventually(t, "stopping", func() bool { return strings.Contains(errs.String(), "stopping") })
	require.NoError(t, cmd.Process.Signal(syscall.SIGINT))
	_ = cmd.Wait() // its exit code says more
	require.Equal(t, exitInterrupted, cmd.ProcessState.ExitCode(), errs.String())
}

func TestWorkerStoppedInFlightGivesEverythingBack(t *testing.T) {
	vendor, env := vendorAt(t, sandbox.Options{Service: sandbox.Span{Min: time.Hour}})
	l, server := withRedis(t, env...)
	require.Equal(t, exitDone, l.run("enqueue", l.file("n.txt", numbers(300))).code)
	cmd, errs := process(t, append(l.env, "TRACKREG_WORKER_CALL_TIMEOUT=1s", "TRACKREG_WORKER_SHUTDOWN_TIMEOUT=6s"), "worker")
	eventually(t, "calls in flight", func() bool { return vendor.Summary("demo").Numbers > 0 })
	require.NoError(t, cmd.Process.Signal(syscall.SIGTERM))
	require.NoError(t, cmd.Wait(), errs.String())
	counts, err := queue.ReadCounts(t.Context(), server.Client(), "main-bulk")
	require.NoError(t, err)
	require.EqualValues(t, 300, counts[0].Pending, "%+v\n%s", counts, errs.String())
}

func TestWorkerWaitsForARedisThatIsAway(t *testing.T) {
	vendor, env := vendorAt(t, sandbox.Options{})
	server := redistest.RequireReal(t, redistest.AppendOnly())
	l := newLab(t, append(env, "TRACKREG_REDIS_URL="+server.URL)...)
	require.Equal(t, exitDone, l.run("enqueue", s10(1)).code)
	server.Kill()
	cmd, errs := process(t, l.env, "worker")
	eventually(t, "it says so", func() bool { return strings.Contains(errs.String(), "redis in trouble") })
	server.Restart()
	eventually(t, "registered", func() bool { return vendor.Summary("demo").Registrations == 1 })
	require.Equal(t, 1, strings.Count(errs.String(), "redis in trouble"), "said once:\n%s", errs.String())
	require.NoError(t, cmd.Process.Signal(syscall.SIGTERM))
	require.NoError(t, cmd.Wait(), errs.String())
}
