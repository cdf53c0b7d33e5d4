package dbtest

import (
	"context"
	"database/sql"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver pgx of database/sql
)

// startPostgres makes a PostgreSQL that asks for the password.
func startPostgres(ctx context.Context) (*Server, error) {
	initdb, err := postgresProgram("initdb")
	if err != nil {
		return nil, err
	}
	own, err := ownerOf("postgres")
	if err != nil {
		return nil, err
	}
	dir, err := own.folder()
	if err != nil {
		return nil, err
	}
	s := &Server{scheme: "postgres", driver: "pgx", dir: dir, each: map[string]*sql.DB{}}
	s.dsn = s.dsnOf
	if err := s.launchPostgres(ctx, own, initdb); err != nil {
		s.stop()
		return nil, err
	}
	return s, nil
}

func (s *Server) launchPostgres(ctx context.Context, own owner, initdb string) error {
	secret, data := filepath.Join(s.dir, "password"), filepath.Join(s.dir, "data")
	if err := os.WriteFile(secret, []byte(Password), 0o644); err != nil {
		return err
	}
	err := run(own.command(initdb, s.dir, "-D", data, "-U", User, "--pwfile", secret, "-A", "scram-sha-256", "--no-sync", "-E", "UTF8", "--locale", "C"))
	if err != nil {
		return err
	}
	host, port, err := freeAddr()
	if err != nil {
		return err
	}
	s.Addr = net.JoinHostPort(host, port)
	s.process, err = start(own.command(filepath.Join(filepath.Dir(initdb), "postgres"), s.dir, "-D", data, "-h", host, "-p", port, "-k", s.dir,
		"-c", "fsync=off", "-c", "max_connections=50", "-c", "autovacuum=off", "-c", "shared_buffers=16MB"), os.Interrupt)
	if err != nil {
		return err
	}
	if s.db, err = sql.Open(s.driver, s.dsn("postgres")); err != nil {
		return err
	}
	return s.await(ctx)
}

// postgresProgram finds a program of PostgreSQL's: Debian has those of each version in a folder
// of their own, off the PATH.
func postgresProgram(name string) (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name) // the pattern is a good one
	if len(found) > 0 {
		return slices.Max(found), nil
	}
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	return "", missingError{"PostgreSQL (" + name + ")"}
}
