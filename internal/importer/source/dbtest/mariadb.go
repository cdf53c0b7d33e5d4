package dbtest

import (
	"context"
	"database/sql"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"

	_ "github.com/go-sql-driver/mysql" // the driver mysql of database/sql
)

// startMariaDB makes a MariaDB with a user that has a password.
func startMariaDB(ctx context.Context) (*Server, error) {
	daemon, err := mariadbProgram("mariadbd")
	if err != nil {
		return nil, err
	}
	install, err := mariadbProgram("mariadb-install-db")
	if err != nil {
		return nil, err
	}
	own, err := ownerOf("mysql")
	if err != nil {
		return nil, err
	}
	dir, err := own.folder()
	if err != nil {
		return nil, err
	}
	s := &Server{scheme: "mysql", driver: "mysql", dir: dir, each: map[string]*sql.DB{}}
	s.dsn = func(database string) string {
		return fmt.Sprintf("%s:%s@tcp(%s)/%s", User, Password, s.Addr, database)
	}
	if err := s.launchMariaDB(ctx, own, install, daemon); err != nil {
		s.stop()
		return nil, err
	}
	return s, nil
}

func (s *Server) launchMariaDB(ctx context.Context, own owner, install, daemon string) error {
	data, begin := filepath.Join(s.dir, "data"), filepath.Join(s.dir, "begin.sql")
	err := run(own.command(install, s.dir, "--no-defaults", "--datadir="+data, "--auth-root-authentication-method=normal", "--skip-test-db", "--innodb-log-file-size=4M"))
	if err != nil {
		return err
	}
	user := fmt.Sprintf("CREATE USER %[1]s@'%%' IDENTIFIED BY '%[2]s';\nGRANT ALL ON *.* TO %[1]s@'%%' WITH GRANT OPTION;\n", User, Password)
	if err := os.WriteFile(begin, []byte(user), 0o644); err != nil {
		return err
	}
	host, port, err := freeAddr()
	if err != nil {
		return err
	}
	s.Addr = net.JoinHostPort(host, port)
	s.process, err = start(own.command(daemon, s.dir, "--no-defaults", "--datadir="+data, "--bind-address="+host, "--port="+port,
		"--socket="+filepath.Join(s.dir, "socket"), "--pid-file="+filepath.Join(s.dir, "pid"), "--init-file="+begin,
		"--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=16M", "--innodb-log-file-size=4M", "--skip-name-resolve"), os.Kill)
	if err != nil {
		return err
	}
	if s.db, err = sql.Open(s.driver, s.dsn("mysql")); err != nil {
		return err
	}
	return s.await(ctx)
}

// mariadbProgram finds a program of MariaDB's; the server lies in sbin.
func mariadbProgram(name string) (string, error) {
	for _, path := range []string{name, filepath.Join("/usr/sbin", name)} {
		if found, err := exec.LookPath(path); err == nil {
			return found, nil
		}
	}
	return "", missingError{"MariaDB (" + name + ")"}
}
