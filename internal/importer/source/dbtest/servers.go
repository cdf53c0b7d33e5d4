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
	postgres, mariadb slot
}

// slot holds a server once it is started.
type slot struct {
	mu     sync.Mutex
	server *Server
}

// Postgres returns the PostgreSQL.
func (s *Servers) Postgres(tb testing.TB) *Server {
	tb.Helper()
	return s.postgres.get(tb, startPostgres)
}

// MariaDB returns the MariaDB.
func (s *Servers) MariaDB(tb testing.TB) *Server {
	tb.Helper()
	return s.mariadb.get(tb, startMariaDB)
}

func (s *slot) get(tb testing.TB, start func(context.Context) (*Server, error)) *Server {
	tb.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.server != nil {
		return s.server
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
	s.server = server
	return server
}

// Stop stops what was started and removes its files.
func (s *Servers) Stop() {
	for _, one := range []*slot{&s.postgres, &s.mariadb} {
		one.mu.Lock()
		if one.server != nil {
			one.server.stop()
		}
		one.server = nil
		one.mu.Unlock()
	}
}
