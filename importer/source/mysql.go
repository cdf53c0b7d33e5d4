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
	config.Logger = &mysql.NopLogger{}
	if config.Params == nil {
		config.Params = map[string]string{}
	}
	config.Params["time_zone"] = "'+00:00'"
	return &mysqlDatabase{config: config}, nil
}

func (d *mysqlDatabase) lexis() lexis      { return lexis{backslash: true, hash: true} }
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

func (d *mysqlDatabase) read(ctx context.Context, p place, query string, arguments []any, to receiver) (err error) {
	connector, err := mysql.NewConnector(d.config)
	if err != nil {
		return p.lasting(nil, "cannot be opened: its settings cannot be read", "see source.sql.dsn")
	}
	db := sql.OpenDB(connector)
	defer db.Close()
	// Ending the context first lets nobody wait for the rest of an answer.
	reading, cancel := context.WithCancel(ctx)
	defer cancel()
	tx, err := db.BeginTx(reading, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return d.failed(ctx, p, err)
	}
	defer tx.Rollback() // nothing was written
	answer, err := tx.QueryContext(reading, query, arguments...)
	if err != nil {
		return d.failed(ctx, p, err)
	}
	defer answer.Close()
	types, err := answer.ColumnTypes()
	if err != nil {
		return d.failed(ctx, p, err)
	}
	if err := to.columns(mysqlColumns(types)); err != nil {
		cancel()
		return err
	}
	if err := d.each(answer, len(types), to); err != nil {
		cancel()
		return d.failed(ctx, p, err)
	}
	return d.failed(ctx, p, answer.Err())
}

func (d *mysqlDatabase) each(answer *sql.Rows, width int, to receiver) error {
	values, raw, targets := make([][]byte, width), make([]sql.RawBytes, width), make([]any, width)
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
