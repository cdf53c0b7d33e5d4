package docs_test

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/inlet"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
)

// TestNodePutsNumbersInTheQueue runs the page's program with ioredis.
func TestNodePutsNumbersInTheQueue(t *testing.T) {
	node, npm := tool(t, "node"), tool(t, "npm")
	dir := t.TempDir()
	install := exec.CommandContext(t.Context(), npm, "install", "--no-audit", "--no-fund", "--no-package-lock", "--prefix", dir, "ioredis@5")
	if out, err := install.CombinedOutput(); err != nil {
		missing(t, "ioredis cannot be installed: %v\n%s", err, out)
	}
	for _, b := range blocks(t, "inlet.md") {
		if b.info != "js run" {
			continue
		}
		server := redistest.Start(t)
		program := filepath.Join(dir, "main.js")
		require.NoError(t, os.WriteFile(program, []byte(strings.ReplaceAll(b.text, redisAddr, server.Addr)), 0o600))
		out, err := exec.CommandContext(t.Context(), node, program).CombinedOutput()
		require.NoError(t, err, "inlet.md:%d: %s", b.line, out)
		queued(t, server, 1, 2)
		return
	}
	t.Fatal("inlet.md shows no program for node")
}

// TestRedisCLIPutsNumbersInTheQueue has a shell carry out the page's lines, with
// the quotes that they have.
func TestRedisCLIPutsNumbersInTheQueue(t *testing.T) {
	cli := tool(t, "redis-cli")
	server := redistest.Start(t)
	host, port, err := net.SplitHostPort(server.Addr)
	require.NoError(t, err)
	for _, b := range blocks(t, "inlet.md") {
		if b.info != "sh run" {
			continue
		}
		for _, command := range b.commands() {
			rest, ok := strings.CutPrefix(command, "redis-cli ")
			require.True(t, ok, command)
			out, err := exec.CommandContext(t.Context(), "sh", "-c", cli+" -e -h "+host+" -p "+port+" "+rest).CombinedOutput()
			require.NoError(t, err, "inlet.md:%d: %s\n%s", b.line, command, out)
		}
	}
	queued(t, server, 2, 2)
}

// queued reads the inlet of main until so many numbers wait in its queues.
func queued(t *testing.T, server *redistest.Server, live, bulk int64) {
	t.Helper()
	rdb := server.Client()
	reader, err := inlet.New(inlet.Options{Redis: rdb, Accounts: []string{"main"}, Consumer: "docs", Log: zerolog.Nop()})
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- reader.Run(ctx) }()
	defer func() {
		stop()
		require.NoError(t, <-ended)
	}()
	require.Eventually(t, func() bool {
		counts, err := queue.ReadCounts(ctx, rdb, "main-live", "main-bulk")
		return err == nil && counts[0].Pending == live && counts[1].Pending == bulk
	}, time.Minute, 10*time.Millisecond)
}

// tool is the path of a program, without which the test is skipped, but fails
// where CI=true asks for everything.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		missing(t, "needs %s: %v", name, err)
	}
	return path
}

func missing(t *testing.T, format string, args ...any) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}
