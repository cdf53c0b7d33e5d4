package redistest

import (
	"context"
	"net"
	"slices"
	"sync"
	"testing"

	"github.com/trackreg/trackreg/internal/redisconn"
)

// standIn is the product's embedded server, on a port, in the place of a missing redis-server. Like
// one it loses its data with a stop or a kill, unless it was started AppendOnly, and its scripts.
type standIn struct {
	embedded *redisconn.Embedded
	addr     string
	durable  bool

	listener net.Listener // nil while it is down
	serving  sync.WaitGroup

	mu    sync.Mutex
	conns []net.Conn
}

func startStandIn(tb testing.TB, opts []Option) *Server {
	tb.Helper()
	var o options
	for _, opt := range opts {
		opt(&o)
	}
	embedded, err := redisconn.StartEmbedded()
	if err != nil {
		tb.Fatalf("redistest: %v", err)
	}
	s := &standIn{embedded: embedded, addr: "127.0.0.1:0", durable: slices.Contains(o.args, "--appendonly")}
	tb.Cleanup(func() {
		s.hangUp()
		_ = embedded.Close()
	})
	s.run(tb)
	return &Server{Addr: s.addr, URL: "redis://" + s.addr + "/0", tb: tb, back: s}
}

func (s *standIn) run(tb testing.TB) {
	tb.Helper()
	listener, err := net.Listen("tcp", s.addr)
	if err != nil {
		tb.Fatalf("redistest: give the embedded server a port: %v", err)
	}
	s.listener, s.addr = listener, listener.Addr().String()
	s.serving.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			s.serve(conn)
		}
	})
}

func (s *standIn) serve(conn net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conns = append(s.conns, conn)
	s.embedded.Serve(conn)
}

func (s *standIn) kill(tb testing.TB) {
	tb.Helper()
	s.hangUp()
	ctx, client := context.Background(), s.embedded.Client()
	if err := client.ScriptFlush(ctx).Err(); err != nil {
		tb.Fatalf("redistest: drop the embedded server's scripts: %v", err)
	}
	if s.durable {
		return
	}
	if err := client.FlushAll(ctx).Err(); err != nil {
		tb.Fatalf("redistest: drop the embedded server's data: %v", err)
	}
}

func (s *standIn) stop(tb testing.TB) { s.kill(tb) }

// hangUp closes the port and every connection.
func (s *standIn) hangUp() {
	if s.listener == nil {
		return
	}
	_ = s.listener.Close()
	s.serving.Wait()
	s.listener = nil
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, conn := range s.conns {
		_ = conn.Close()
	}
	s.conns = nil
}
