// Package redistest gives tests a Redis of their own.
//
// Start runs a real redis-server, which a test may kill and start again. Embedded gives an
// in-memory server that works inside a testing/synctest bubble.
//
// Where there is no redis-server, Start gives the embedded server too, on a port. It differs from
// the real one. It is kinder: it never runs out of memory, evicts, forbids or moves a key; a write
// that was answered outlasts the kill of a server that is AppendOnly without being written
// anywhere; XTRIM with ~ cuts to the entry; an argument that a script has not declared as a key
// may be one. It is harsher: TTLs end up to a second late; each script costs a quarter of a
// millisecond, each LPUSH copies its list, each ZRANGE sorts its set; a key's DUMP, XGROUP SETID,
// CONFIG, ACL and most of INFO are missing; XINFO GROUPS does not know the lag, and XAUTOCLAIM
// leaves entries pending that were trimmed away.
package redistest

import (
	"os"
	"os/exec"
	"testing"

	"github.com/redis/go-redis/v9"
)

// binary is the server that Start looks for on PATH.
const binary = "redis-server"

// Option changes how Start runs the server.
type Option func(*options)

type options struct {
	config string // a configuration file, which redis-server takes before all else
	args   []string
	tls    bool
}

// AppendOnly makes the server write every command to an append-only file before it answers, so
// that what was answered is there again after Kill and Restart.
func AppendOnly() Option {
	return Args("--appendonly", "yes", "--appendfsync", "always")
}

// Args adds command line arguments of redis-server, such as "--maxmemory", "1mb".
func Args(args ...string) Option {
	return func(o *options) { o.args = append(o.args, args...) }
}

// Sentinel makes the server a Sentinel with the configuration file, which it rewrites. It needs a
// real redis-server.
func Sentinel(config string) Option {
	return func(o *options) {
		o.config = config
		o.args = append(o.args, "--sentinel")
	}
}

// Server is a Redis server that lives as long as its test. Its methods are for the test's own
// goroutine: they end the test when something fails.
type Server struct {
	// Addr is the host and port, the same before and after Restart.
	Addr string
	// URL is the redis:// address of database 0.
	URL string
	// TLS is where it takes TLS, nil without the option TLS.
	TLS *Secured
	// Real is true for a redis-server process, false for the embedded stand-in.
	Real bool

	tb   testing.TB
	back backend
}

// backend is what runs behind a Server.
type backend interface {
	// run starts the server on its address, with the data it had before.
	run(tb testing.TB)
	// kill ends it at once, as kill -9 does.
	kill(tb testing.TB)
	// stop ends it in good order.
	stop(tb testing.TB)
}

// Start runs a redis-server on a free port of the loopback interface, with its files in
// tb.TempDir(), and waits until it answers. It ends with the test.
//
// Without the binary on PATH it starts the embedded server on a port instead and logs that. With
// CI=true in the environment a missing binary fails the test, so that no pipeline passes without
// having met a real Redis.
func Start(tb testing.TB, opts ...Option) *Server {
	tb.Helper()
	path, err := exec.LookPath(binary)
	if err == nil {
		return startProcess(tb, path, opts)
	}
	if os.Getenv("CI") == "true" {
		tb.Fatalf("redistest: %s is not on PATH, and CI=true asks for a real one: %v", binary, err)
	}
	tb.Logf("redistest: %s is not on PATH: this test runs on the embedded server", binary)
	return startStandIn(tb, opts)
}

// RequireReal is Start for a test that the embedded server cannot carry: without the binary the
// test is skipped.
func RequireReal(tb testing.TB, opts ...Option) *Server {
	tb.Helper()
	if _, err := exec.LookPath(binary); err != nil && os.Getenv("CI") != "true" {
		tb.Skipf("redistest: needs a real %s on PATH", binary)
	}
	return Start(tb, opts...)
}

// Client opens a client of database 0 that is closed with the test. Each call opens another.
func (s *Server) Client() *redis.Client {
	s.tb.Helper()
	client := redis.NewClient(&redis.Options{Addr: s.Addr})
	s.tb.Cleanup(func() { _ = client.Close() })
	return client
}

// Kill ends the server at once, as kill -9 does. What it had not made durable is lost.
func (s *Server) Kill() {
	s.tb.Helper()
	s.back.kill(s.tb)
}

// Stop ends the server in good order, which saves its data.
func (s *Server) Stop() {
	s.tb.Helper()
	s.back.stop(s.tb)
}

// Restart starts a killed or stopped server again, on the same port and data, and waits until it
// answers. A running one is stopped first.
func (s *Server) Restart() {
	s.tb.Helper()
	s.back.stop(s.tb)
	s.back.run(s.tb)
}
