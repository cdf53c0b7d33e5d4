package dbtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Password is that of User.
const (
	User     = "trackreg"
	Password = "s3cr3t-of-the-test"
)

// readyWithin bounds a server's start.
const readyWithin = 30 * time.Second

// Server is a running server.
type Server struct {
	// Addr is where it listens, on loopback.
	Addr string

	scheme  string
	dir     string
	process *process
	db      *sql.DB
	driver  string
	dsn     func(database string) string
	count   atomic.Int64

	mu   sync.Mutex
	each map[string]*sql.DB // by the name of a test's database
}

// DSN is the address of an empty database of the test's own, as an import's settings take it. It
// holds User and Password.
func (s *Server) DSN(tb testing.TB, statements ...string) string {
	tb.Helper()
	name := fmt.Sprintf("test%d", s.count.Add(1))
	s.exec(tb, s.db, "CREATE DATABASE "+name)
	s.Exec(tb, s.dsnOf(name), statements...)
	return s.dsnOf(name)
}

func (s *Server) dsnOf(database string) string {
	return fmt.Sprintf("%s://%s:%s@%s/%s", s.scheme, User, Password, s.Addr, database)
}

// Exec carries out statements in the database of the DSN.
func (s *Server) Exec(tb testing.TB, dsn string, statements ...string) {
	tb.Helper()
	db, err := s.database(filepath.Base(dsn))
	if err != nil {
		tb.Fatalf("dbtest: %v", err)
	}
	for _, statement := range statements {
		s.exec(tb, db, statement)
	}
}

// database returns a client of the database, which is kept: PostgreSQL starts a process for each.
func (s *Server) database(name string) (*sql.DB, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if db := s.each[name]; db != nil {
		return db, nil
	}
	db, err := sql.Open(s.driver, s.dsn(name))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	s.each[name] = db
	return db, nil
}

func (s *Server) exec(tb testing.TB, db *sql.DB, statement string) {
	tb.Helper()
	if _, err := db.ExecContext(tb.Context(), statement); err != nil {
		tb.Fatalf("dbtest: %.80s: %v", statement, err)
	}
}

// await waits until the server answers.
func (s *Server) await(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		err := s.db.PingContext(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-s.process.done:
			return errors.New("its process ended:\n" + s.log())
		case <-ctx.Done():
			return fmt.Errorf("it does not answer: %w\n%s", err, s.log())
		case <-tick.C:
		}
	}
}

func (s *Server) log() string {
	text, err := os.ReadFile(filepath.Join(s.dir, "log"))
	if err != nil {
		return err.Error()
	}
	return string(text[:min(len(text), 4096)])
}

func (s *Server) stop() {
	if s.db != nil {
		_ = s.db.Close()
	}
	for _, db := range s.each {
		_ = db.Close()
	}
	if s.process != nil {
		s.process.stop()
	}
	_ = os.RemoveAll(s.dir)
}

// freeAddr returns a loopback address that nothing listened on a moment ago.
func freeAddr() (host, port string, err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", "", err
	}
	defer listener.Close()
	return net.SplitHostPort(listener.Addr().String())
}
