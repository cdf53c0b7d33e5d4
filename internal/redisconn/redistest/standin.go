package redistest

import (
	"testing"

	"github.com/alicebob/miniredis/v2"
)

// standIn is the embedded server in the place of a missing redis-server. Its data is kept over
// a stop, and over a kill too: it is in the test's memory.
type standIn struct {
	server *miniredis.Miniredis
}

func startStandIn(tb testing.TB) *Server {
	tb.Helper()
	s := &standIn{server: miniredis.NewMiniRedis()}
	s.server.ClockTTL(true)
	s.run(tb)
	tb.Cleanup(s.server.Close)
	addr := s.server.Addr()
	return &Server{Addr: addr, URL: "redis://" + addr + "/0", tb: tb, back: s}
}

func (s *standIn) run(tb testing.TB) {
	tb.Helper()
	if err := s.server.Start(); err != nil {
		tb.Fatalf("redistest: start the embedded server: %v", err)
	}
}

func (s *standIn) kill(testing.TB) { s.server.Close() }

func (s *standIn) stop(testing.TB) { s.server.Close() }
