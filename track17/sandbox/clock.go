package sandbox

import (
	"context"
	"time"
)

// Now returns the vendor's time: the clock of [Options] plus what
// [Server.Advance] has added.
func (s *Server) Now() time.Time {
	return s.options.Now().Add(time.Duration(s.offset.Load()))
}

// Advance moves the vendor's clock, at once and for good, by d; a negative d
// moves it back. Windows of the rate, days and months follow; calls that are
// being held back do not.
func (s *Server) Advance(d time.Duration) { s.offset.Add(int64(d)) }

// wait blocks for d, and reports whether that time passed before the client
// went away or the server was closed.
func (s *Server) wait(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	case <-s.done:
		return false
	}
}

// hang blocks until the client goes away or the server is closed.
func (s *Server) hang(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-s.done:
	}
}
