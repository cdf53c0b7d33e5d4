package source

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// connectWithin bounds the opening of a connection to a database.
const connectWithin = 30 * time.Second

// postgres implements database.
type postgres struct{ config *pgx.ConnConfig }

func newPostgres(dsn string) (*postgres, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, errors.New("its settings cannot be read") // the cause quotes the DSN
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectWithin
	}
	if !strings.Contains(dsn, "default_query_exec_mode") {
		// No named statements: they fail behind a pooler that changes the connection.
		config.DefaultQueryExecMode = pgx.QueryExecModeDescribeExec
	}
	config.RuntimeParams["datestyle"] = "ISO"
	config.RuntimeParams["timezone"] = "UTC"
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "trackreg"
	}
	return &postgres{config: config}, nil
}

func (d *postgres) lexis() lexis                  { return lexis{dollar: true, nested: true} }
func (d *postgres) parameter() string             { return "$1" }
func (d *postgres) bind(key string, _ column) any { return key } // it goes as text, of any type
func (d *postgres) quote(name string) string      { return pgx.Identifier{name}.Sanitize() }

func (d *postgres) arguments(key any, _ int) []any { return []any{key} }

func (d *postgres) read(ctx context.Context, p place, query string, arguments []any, to receiver) error {
	connection, err := pgx.ConnectConfig(ctx, d.config)
	if err != nil {
		return d.failed(ctx, p, err)
	}
	// Closing it also ends the transaction and what is left of the answer.
	defer connection.Close(context.WithoutCancel(ctx))
	tx, err := connection.BeginTx(ctx, pgx.TxOptions{AccessMode: pgx.ReadOnly})
	if err != nil {
		return d.failed(ctx, p, err)
	}
	answer, err := tx.Query(ctx, query, append([]any{pgx.QueryResultFormats{pgx.TextFormatCode}}, arguments...)...)
	if err != nil {
		return d.failed(ctx, p, err)
	}
	more := answer.Next()
	if !more && answer.Err() != nil {
		return d.failed(ctx, p, answer.Err())
	}
	if err := to.columns(postgresColumns(answer.FieldDescriptions())); err != nil {
		return err
	}
	for ; more; more = answer.Next() {
		if err := to.row(answer.RawValues()); err != nil {
			return err
		}
	}
	return d.failed(ctx, p, answer.Err())
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
