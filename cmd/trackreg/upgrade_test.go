//go:build slow

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// before names the revision of the version before, in git.
const before = "TRACKREG_BEFORE"

// TestBesideTheVersionBefore is a rolling upgrade and the way back: workers of
// this version and of the one before take turns and overlap on one Redis, and
// both enqueue. It builds the other version from git:
//
//	TRACKREG_BEFORE=v1.2.0 go test -tags slow -run BesideTheVersionBefore ./cmd/trackreg
func TestBesideTheVersionBefore(t *testing.T) {
	revision := os.Getenv(before)
	if revision == "" {
		t.Skipf("set %s to the git revision of the version before", before)
	}
	old := built(t, revision)
	const n = 1200
	vendor, env := vendorAt(t, sandbox.Options{Service: sandbox.Span{Min: 200 * time.Millisecond}})
	server := redistest.RequireReal(t, redistest.AppendOnly())
	env = append(env, "TRACKREG_REDIS_URL="+server.URL, "TRACKREG_HTTP_LISTEN=", "TRACKREG_ACCOUNTS_MAIN_REQUESTS_PER_SECOND=3")
	l := newLab(t, env...)
	require.Equal(t, exitDone, l.run("enqueue", l.file("new.txt", numbers(n/2))).code)
	all := l.file("all.txt", numbers(n))
	out, err := command(env, old, "enqueue", all).CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.Regexp(t, `duplicate +600`, string(out), "both give an entry the same task id")

	reached := func(numbers int) func() bool {
		return func() bool { return int(vendor.Summary("demo").Registrations) >= numbers }
	}
	first := started(t, command(env, old, "worker"))
	eventually(t, "the version before to work", reached(n/6))
	second, _ := process(t, env, "worker")
	eventually(t, "both to work", reached(n/3))
	stopped(t, first)
	eventually(t, "this version to work alone", reached(n/2))
	back := started(t, command(env, old, "worker"))
	stopped(t, second)
	eventually(t, "the version before to end it", reached(n))
	stopped(t, back)

	ended, err := server.Client().XRange(t.Context(), keyspace.Account("main").Out(), "-", "+").Result()
	require.NoError(t, err)
	tasks := map[any]bool{}
	for _, o := range ended {
		require.Equal(t, "registered", o.Values["outcome"])
		require.Equal(t, "0", o.Values["attempts"])
		tasks[o.Values["task"]] = true
	}
	require.Len(t, tasks, n)
	require.Equal(t, 1, vendor.Summary("demo").MostCharged)
	require.LessOrEqual(t, vendor.Summary("demo").Throttled, int64(2), "one pace holds for both")
}

// built is the program of a revision.
func built(t *testing.T, revision string) string {
	t.Helper()
	tree, program := filepath.Join(t.TempDir(), "tree"), filepath.Join(t.TempDir(), "trackreg")
	out, err := exec.Command("git", "worktree", "add", "--detach", tree, revision).CombinedOutput()
	require.NoError(t, err, "%s", out)
	t.Cleanup(func() { _ = exec.Command("git", "worktree", "remove", "--force", tree).Run() })
	build := exec.Command("go", "build", "-o", program, "./cmd/trackreg")
	build.Dir = tree
	out, err = build.CombinedOutput()
	require.NoError(t, err, "%s", out)
	return program
}

func command(env []string, program string, args ...string) *exec.Cmd {
	cmd := exec.Command(program, args...)
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH")}, env...)
	return cmd
}

func started(t *testing.T, cmd *exec.Cmd) *exec.Cmd {
	t.Helper()
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	return cmd
}

func stopped(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	require.NoError(t, cmd.Process.Signal(syscall.SIGTERM))
	require.NoError(t, cmd.Wait())
}
