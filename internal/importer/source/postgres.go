package source

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"
)

// connectWithin bounds the opening of a connection to a database.
const connectWithin = 30 * time.Second

// postgresRowMost is the longest row that is taken, in bytes. One may be a gigabyte, and is held
// before anybody can see that no entry is as long. (MySQL's rows have the server's max_allowed_packet.)
const postgresRowMost = 16 << 20

// postgres implements database.
type postgres struct{ config *pgxpool.Config }

func newPostgres(dsn string) (*postgres, error) {
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, errors.New("its settings cannot be read") // the cause quotes the DSN
	}
	config.MaxConns, config.MinConns, config.MinIdleConns = 1, 0, 0
	config.MaxConnIdleTime, config.HealthCheckPeriod = idleConnection, idleConnection
	connection := config.ConnConfig
	if connection.ConnectTimeout == 0 {
		connection.ConnectTimeout = connectWithin
	}
	if !strings.Contains(dsn, "default_query_exec_mode") {
		// No named statements: they fail behind a pooler that changes the connection.
		connection.DefaultQueryExecMode = pgx.QueryExecModeDescribeExec
	}
	connection.BuildFrontend = func(r io.Reader, w io.Writer) *pgproto3.Frontend {
		frontend := pgproto3.NewFrontend(r, w)
		frontend.SetMaxBodyLen(postgresRowMost)
		return frontend
	}
	connection.RuntimeParams["datestyle"] = "ISO"
	connection.RuntimeParams["timezone"] = "UTC"
	if connection.RuntimeParams["application_name"] == "" {
		connection.RuntimeParams["application_name"] = "trackreg"
	}
	return &postgres{config: config}, nil
}

func (d *postgres) lexis() lexis                     { return lexis{dollar: true, nested: true} }
func (d *postgres) parameter() string                { return "$1" }
func (d *postgres) bind(key string, _ column) any    { return key } // it goes as text, of any type
func (d *postgres) quote(name string) string         { return pgx.Identifier{name}.Sanitize() }
func (d *postgres) arguments(value any, _ int) []any { return []any{value} }

// order goes by the texts: not every type has an order.
func (d *postgres) order(columns []string) string {
	keys := make([]string, len(columns))
	for i, column := range columns {
		keys[i] = column + `::text COLLATE "C"`
	}
	return strings.Join(keys, ", ")
}

func (d *postgres) open(ctx context.Context, p place) (session, error) {
	pool, err := pgxpool.NewWithConfig(ctx, d.config.Copy())
	if err != nil {
		return nil, p.lasting(nil, "cannot be opened: its settings cannot be read", dsnMend)
	}
	return &postgresSession{pool: pool, place: p}, nil
}

// postgresSession implements session.
type postgresSession struct {
	pool  *pgxpool.Pool
	place place
}

func (s *postgresSession) close() error {
	s.pool.Close()
	return nil
}

func (s *postgresSession) read(ctx context.Context, query string, arguments []any, to receiver) error {
	// Ending the context first lets nobody wait for the rest of an answer.
	reading, cancel := context.WithCancel(ctx)
	defer cancel()
	tx, err := s.pool.BeginTx(reading, pgx.TxOptions{AccessMode: pgx.ReadOnly})
	if err != nil {
		return s.failed(ctx, err)
	}
	defer func() { _ = tx.Rollback(reading) }() // nothing was written
	answer, err := tx.Query(reading, query, append([]any{pgx.QueryResultFormats{pgx.TextFormatCode}}, arguments...)...)
	if err != nil {
		return s.failed(ctx, err)
	}
	defer answer.Close()
	if err := s.each(answer, to); err != nil {
		cancel()
		return err
	}
	return s.failed(ctx, answer.Err())
}

// each returns the receiver's error; the answer keeps its own.
func (s *postgresSession) each(answer pgx.Rows, to receiver) error {
	more := answer.Next()
	if !more && answer.Err() != nil {
		return nil
	}
	if err := to.columns(postgresColumns(answer.FieldDescriptions())); err != nil {
		return err
	}
	for ; more; more = answer.Next() {
		if err := to.row(answer.RawValues()); err != nil {
			return err
		}
	}
	return nil
}

func postgresColumns(fields []pgconn.FieldDescription) []column {
	columns := make([]column, len(fields))
	for i, field := range fields {
		columns[i].name = field.Name
		switch field.DataTypeOID {
		case pgtype.TimestampOID, pgtype.TimestamptzOID:
			columns[i].show = rfc3339
		case pgtype.BoolOID:
			columns[i].show = truth
		}
	}
	return columns
}

// truth makes a word of what PostgreSQL abbreviates.
func truth(text string) string {
	if text == "t" {
		return "true"
	}
	return "false"
}
