package docs_test

import (
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17/sandbox"
)

func TestCommands(t *testing.T) {
	binary := build(t, "trackreg", "../cmd/trackreg")
	for _, page := range pages(t) {
		t.Run(filepath.Base(page), func(t *testing.T) {
			t.Parallel()
			var s *shell
			for _, b := range blocks(t, page) {
				switch language, rest, _ := strings.Cut(b.info, " "); {
				case b.info == "sh":
					for _, command := range b.commands() {
						mustExist(t, binary, command)
					}
					continue
				case isFile(language) && rest != "":
				case b.info != "sh run":
					continue
				}
				if s == nil {
					s = newShell(t, binary)
				}
				s.take(b)
			}
		})
	}
}

// take carries out a block, or puts it in a file.
func (s *shell) take(b block) {
	if language, name, _ := strings.Cut(b.info, " "); isFile(language) {
		path, before := filepath.Join(s.dir, name), time.Now().Add(-time.Hour) // no import waits for it to rest
		require.NoError(s.t, os.WriteFile(path, []byte(b.text), 0o600))
		require.NoError(s.t, os.Chtimes(path, before, before))
		return
	}
	for _, command := range b.commands() {
		s.run(command)
	}
}

// isFile tells whether a block of the language may be a file for the commands of the page.
func isFile(language string) bool { return language == "csv" || language == "yaml" }

// mustExist holds a command that runs too long, or against the real 17TRACK, to
// what --help knows.
func mustExist(t *testing.T, binary, command string) {
	command = strings.Replace(command, "go run ./cmd/trackreg", "trackreg", 1)
	args := words(t, strings.TrimSuffix(command, "&"))
	for len(args) > 0 && strings.Contains(args[0], "=") {
		args = args[1:]
	}
	if len(args) == 0 || args[0] != "trackreg" {
		return
	}
	out, err := exec.Command(binary, append(args[1:], "--help")...).CombinedOutput()
	require.NoError(t, err, "%s\n%s", command, out)
}

func TestProgramsRun(t *testing.T) {
	t.Parallel()
	ran := 0
	for _, page := range pages(t) {
		for _, b := range blocks(t, page) {
			if b.info != "go run" {
				continue
			}
			ran++
			redis := redistest.Start(t)
			source := filepath.Join(t.TempDir(), "main.go")
			text := strings.ReplaceAll(b.text, redisAddr, redis.Addr)
			require.NoError(t, os.WriteFile(source, []byte(text), 0o600))
			out, err := exec.Command(build(t, "program", source)).CombinedOutput()
			require.NoError(t, err, "%s:%d: %s", page, b.line, out)
			counts, err := queue.ReadCounts(t.Context(), redis.Client(), queue.LiveQueue(queue.DefaultAccount))
			require.NoError(t, err)
			require.Positive(t, counts[0].Pending, "%s:%d put nothing in the queue", page, b.line)
		}
	}
	require.Positive(t, ran, "no page shows a program")
}

// build builds a command of this module, or a single file.
func build(t *testing.T, name, source string) string {
	binary := filepath.Join(t.TempDir(), name)
	out, err := exec.Command("go", "build", "-ldflags=-s -w", "-o", binary, source).CombinedOutput()
	require.NoError(t, err, "%s", out)
	return binary
}

// The addresses that the pages name, in whose place tests put their own.
const (
	redisAddr   = "127.0.0.1:6379"
	sandboxAddr = "127.0.0.1:8017"
	httpAddr    = "127.0.0.1:8080"
)

// newShell returns a shell with a Redis, a sandbox and a folder of its own.
func newShell(t *testing.T, binary string) *shell {
	redis := redistest.Start(t, redistest.Args("--appendonly", "yes")) // doctor finds a fault without
	vendor := sandbox.New(sandbox.Options{})
	server := httptest.NewServer(vendor)
	t.Cleanup(server.Close)
	t.Cleanup(func() { _ = vendor.Close() }) // first: it ends the calls that are held back
	s := &shell{
		t: t, binary: binary, dir: t.TempDir(), redis: redis.Client(),
		own: strings.NewReplacer(redisAddr, redis.Addr, sandboxAddr, freeAddr(t), httpAddr, freeAddr(t)),
		env: append(os.Environ(),
			"TRACKREG_HTTP_LISTEN=", "TRACKREG_REDIS_URL="+redis.URL, "TRACK17_KEY=docs", "TRACKREG_ACCOUNTS_MAIN_BASE_URL="+server.URL+"/track/v2.4"),
	}
	t.Cleanup(s.stop)
	return s
}

// freeAddr is an address that nothing listens on.
func freeAddr(t *testing.T) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	return listener.Addr().String()
}
