package source

import (
	"context"
	"database/sql"
	"errors"
	"net"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-sql-driver/mysql"
)

// mysqlDatabase implements database for MySQL and MariaDB.
type mysqlDatabase struct{ config *mysql.Config }

// newMySQL takes the address apart: the driver has a writing of its own. What follows the
// question mark goes to the driver, save socket, the path of a Unix socket.
func newMySQL(address *url.URL) (*mysqlDatabase, error) {
	query := address.Query()
	network, server := "tcp", address.Host
	if server != "" && address.Port() == "" {
		server = net.JoinHostPort(address.Hostname(), "3306")
	}
	if socket := query.Get("socket"); socket != "" {
		network, server = "unix", socket
		query.Del("socket")
	}
	config, err := mysql.ParseDSN("/?" + query.Encode())
	if err != nil {
		return nil, errors.New("its settings cannot be read") // the cause may quote them
	}
	config.Net, config.Addr, config.DBName = network, server, strings.TrimPrefix(address.Path, "/")
	config.User = address.User.Username()
	config.Passwd, _ = address.User.Password()
	if config.Timeout == 0 {
		config.Timeout = connectWithin
	}
	config.ParseTime, config.MultiStatements = false, false
	config.AllowAllFiles = false // a server may ask for any of this machine's in the midst of an answer
	config.Logger = &mysql.NopLogger{}
	if config.Params == nil {
		config.Params = map[string]string{}
	}
	config.Params["time_zone"] = "'+00:00'"
	return &mysqlDatabase{config: config}, nil
}

func (d *mysqlDatabase) lexis() lexis      { return lexis{backslash: true, hash: true, carriedOut: true} }
func (d *mysqlDatabase) parameter() string { return "?" }
func (d *mysqlDatabase) quote(name string) string {
	return "`" + strings.ReplaceAll(name, "`", "``") + "`"
}

func (d *mysqlDatabase) arguments(value any, marks int) []any {
	all := make([]any, marks)
	for i := range all {
		all[i] = value
	}
	return all
}

// bind gives a whole number to a column of such: compared with a text it would be rounded.
func (d *mysqlDatabase) bind(key string, with column) any {
	if !with.integer {
		return key
	}
	if number, err := strconv.ParseInt(key, 10, 64); err == nil {
		return number
	}
	if number, err := strconv.ParseUint(key, 10, 64); err == nil {
		return number
	}
	return key
}

// order goes by a digest of the texts: a key of many columns may be more than the server sorts by.
func (d *mysqlDatabase) order(columns []string) string {
	keys := make([]string, len(columns))
	for i, column := range columns {
		keys[i] = "CAST(" + column + " AS BINARY)"
	}
	return "MD5(CONCAT_WS(',', " + strings.Join(keys, ", ") + "))"
}

func (d *mysqlDatabase) open(_ context.Context, p place) (session, error) {
	connector, err := mysql.NewConnector(d.config)
	if err != nil {
		return nil, p.lasting(nil, "cannot be opened: its settings cannot be read", dsnMend)
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(1)
	db.SetConnMaxIdleTime(idleConnection)
	return &mysqlSession{db: db, place: p}, nil
}

// mysqlSession implements session.
type mysqlSession struct {
	db    *sql.DB
	place place
}

func (s *mysqlSession) close() error { return s.db.Close() }

func (s *mysqlSession) read(ctx context.Context, query string, arguments []any, to receiver) error {
	// Ending the context first lets nobody wait for the rest of an answer.
	reading, cancel := context.WithCancel(ctx)
	defer cancel()
	tx, err := s.db.BeginTx(reading, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return s.failed(ctx, err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	answer, err := tx.QueryContext(reading, query, arguments...)
	if err != nil {
		return s.failed(ctx, err)
	}
	defer answer.Close()
	if err := s.each(answer, to); err != nil {
		cancel()
		return s.failed(ctx, err)
	}
	return s.failed(ctx, answer.Err())
}

func (s *mysqlSession) each(answer *sql.Rows, to receiver) error {
	types, err := answer.ColumnTypes()
	if err != nil {
		return err
	}
	if err := to.columns(mysqlColumns(types)); err != nil {
		return err
	}
	values, raw, targets := make([][]byte, len(types)), make([]sql.RawBytes, len(types)), make([]any, len(types))
	for i := range raw {
		targets[i] = &raw[i]
	}
	for answer.Next() {
		if err := answer.Scan(targets...); err != nil {
			return err
		}
		for i := range raw {
			values[i] = raw[i]
		}
		if err := to.row(values); err != nil {
			return err
		}
	}
	return nil
}

func mysqlColumns(types []*sql.ColumnType) []column {
	columns := make([]column, len(types))
	for i, t := range types {
		columns[i].name = t.Name()
		switch kind := t.DatabaseTypeName(); {
		case strings.HasSuffix(kind, "INT"):
			columns[i].integer = true
		case kind == "DATETIME", kind == "TIMESTAMP":
			columns[i].show = mysqlTime
		case kind == "DATE":
			columns[i].show = noZeroDate
		}
	}
	return columns
}
