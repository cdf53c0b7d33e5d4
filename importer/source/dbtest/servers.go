package dbtest

import (
	"context"
	"errors"
	"os"
	"sync"
	"testing"
)

// Servers are the servers of one package's tests. The zero value has none started. Its methods
// may be called by several tests at once.
type Servers struct {
	mu       sync.Mutex
	postgres *Server
	mariadb  *Server
}

// Postgres returns the PostgreSQL.
func (s *Servers) Postgres(tb testing.TB) *Server {
	tb.Helper()
	return s.get(tb, &s.postgres, startPostgres)
}

// MariaDB returns the MariaDB.
func (s *Servers) MariaDB(tb testing.TB) *Server {
	tb.Helper()
	return s.get(tb, &s.mariadb, startMariaDB)
}

func (s *Servers) get(tb testing.TB, kept **Server, start func(context.Context) (*Server, error)) *Server {
	tb.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if *kept != nil {
		return *kept
	}
	server, err := start(tb.Context())
	if missing, ok := errors.AsType[missingError](err); ok {
		if os.Getenv("CI") == "true" {
			tb.Fatalf("dbtest: %v, and CI=true", missing)
		}
		tb.Skipf("dbtest: %v", missing)
	}
	if err != nil {
		tb.Fatalf("dbtest: %v", err)
	}
	*kept = server
	return server
}

// Stop stops what was started and removes its files.
func (s *Servers) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, server := range []*Server{s.postgres, s.mariadb} {
		if server != nil {
			server.stop()
		}
	}
	s.postgres, s.mariadb = nil, nil
}
