package source_test

import (
	"crypto/rand"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/importer/source"
	"github.com/trackreg/trackreg/internal/importer/source/dbtest"
)

// reader is the address of the database for a user who may select from the table of parcels, as
// docs/imports.md says, and nothing else.
func readerOf(t *testing.T, db database, dsn string) string {
	t.Helper()
	name := "r" + strings.ToLower(rand.Text()[:12])
	if db.mysql {
		db.Exec(t, dsn, "CREATE USER "+name+"@'%' IDENTIFIED BY '"+dbtest.Password+"'", "GRANT SELECT ON "+filepath.Base(dsn)+".parcels TO "+name+"@'%'")
	} else {
		db.Exec(t, dsn, "CREATE ROLE "+name+" LOGIN PASSWORD '"+dbtest.Password+"'", "GRANT SELECT ON parcels TO "+name)
	}
	return strings.Replace(dsn, dbtest.User+":", name+":", 1)
}

// scalar asks the database as its keeper.
func scalar(t *testing.T, db *sql.DB, query string) (text string) {
	t.Helper()
	require.NoError(t, db.QueryRowContext(t.Context(), query).Scan(&text))
	return text
}

// keeper is a connection of the database's owner.
func keeper(t *testing.T, db database, dsn string) *sql.DB {
	t.Helper()
	driver, address := "pgx", dsn
	if db.mysql {
		driver, address = "mysql", dbtest.User+":"+dbtest.Password+"@tcp("+db.Addr+")/"+filepath.Base(dsn)
	}
	conn, err := sql.Open(driver, address)
	require.NoError(t, err)
	conn.SetMaxOpenConns(1)
	t.Cleanup(func() { require.NoError(t, conn.Close()) })
	return conn
}

// TestWhatAReaderMayNotDoIsRefusedByPostgreSQL holds for a user with the rights that the docs give.
func TestWhatAReaderMayNotDoIsRefusedByPostgreSQL(t *testing.T) {
	db := database{servers.Postgres(t), false}
	dsn := shop(t, db, "int", "1")
	reader := readerOf(t, db, dsn)
	victim := keeper(t, db, dsn)
	pid := scalar(t, victim, "SELECT pg_backend_pid()")
	large := scalar(t, victim, "SELECT lo_from_bytea(0, 'secret')")
	file := filepath.Join(t.TempDir(), "out")
	for text, want := range map[string]string{
		"SELECT lo_export(" + large + ", '" + file + "')::text AS number":    "permission denied for function lo_export",
		"SELECT lo_import('/etc/passwd')::text AS number":                    "permission denied for function lo_import",
		"SELECT pg_terminate_backend(" + pid + ")::text AS number":           "must be a superuser to terminate superuser process",
		"SELECT pg_cancel_backend(" + pid + ")::text AS number":              "must be a superuser to cancel superuser query",
		"SELECT pg_read_file('/etc/passwd') AS number":                       "permission denied for function pg_read_file",
		"SELECT pg_reload_conf()::text AS number":                            "permission denied for function pg_reload_conf",
		"SELECT set_config('transaction_read_only', 'off', false) AS number": "transaction read-write mode",
		"SELECT rolpassword AS number FROM pg_authid":                        "permission denied for table pg_authid",
	} {
		failed := query(t, configs.SQL{DSN: configs.Secret(reader), Query: text}).fails(source.Part{}, source.Position{})
		require.ErrorContains(t, failed, want, text)
		require.False(t, failed.Passing, text)
	}
	require.NoFileExists(t, file)
	require.Equal(t, pid, scalar(t, victim, "SELECT pg_backend_pid()"), "it lives")
	require.Equal(t, "secret", scalar(t, victim, "SELECT convert_from(lo_get("+large+"), 'UTF8')"))
	require.Equal(t, "1", scalar(t, victim, "SELECT count(*) FROM parcels"))
}

// TestWhatAReaderMayNotDoIsRefusedByMariaDB is the same there, where what a file may not be read for
// is NULL.
func TestWhatAReaderMayNotDoIsRefusedByMariaDB(t *testing.T) {
	db := database{servers.MariaDB(t), true}
	dsn := shop(t, db, "int", "1")
	reader := readerOf(t, db, dsn)
	for text, want := range map[string]string{
		"SELECT number FROM parcels UNION SELECT authentication_string FROM mysql.user": "denied",
		"SELECT number FROM parcels WHERE k = SLEEP(0) FOR UPDATE":                      "READ ONLY",
		"SELECT load_file('/etc/passwd') AS number":                                     "",
	} {
		r := query(t, configs.SQL{DSN: configs.Secret(reader), Query: text})
		if want == "" {
			numbers := r.all(source.Part{}, source.Position{})
			require.Len(t, numbers, 1)
			require.Contains(t, numbers[0], "number is empty", text)
			continue
		}
		failed := r.fails(source.Part{}, source.Position{})
		require.ErrorContains(t, failed, want, text)
		require.False(t, failed.Passing, text)
	}
}

// TestAFileThatAQueryWouldWriteIsNotWritten is for a user who may write files.
func TestAFileThatAQueryWouldWriteIsNotWritten(t *testing.T) {
	db := servers.MariaDB(t)
	dsn := db.DSN(t, "CREATE TABLE parcels (number varchar(50))", "INSERT INTO parcels VALUES ('AB12345')")
	folder, err := os.MkdirTemp("", "outfile-*")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(folder)) })
	require.NoError(t, os.Chmod(folder, 0o777)) // the server is another user
	file := filepath.Join(folder, "out")
	db.Exec(t, dsn, "SELECT number FROM parcels /*!50000 INTO OUTFILE '"+file+"' */")
	require.FileExists(t, file, "the server carries such a comment out")
	require.NoError(t, os.Remove(file))
	for _, text := range []string{
		"SELECT number FROM parcels /*!50000 INTO OUTFILE '" + file + "' */",
		"SELECT number FROM parcels /*M! INTO OUTFILE '" + file + "' */",
		"SELECT number FROM parcels INTO OUTFILE '" + file + "'",
		"SELECT number FROM parcels into/**/dumpfile '" + file + "'",
	} {
		_, err := source.New(configs.Import{Source: configs.Source{SQL: configs.SQL{DSN: configs.Secret(dsn), Query: text}}}, source.Options{})
		require.Error(t, err, text)
	}
	require.NoFileExists(t, file)
}

// TestALockThatAQueryTakesEndsWithItsReading is of locks that a session holds.
func TestALockThatAQueryTakesEndsWithItsReading(t *testing.T) {
	eachDatabase(t, func(t *testing.T, db database) {
		dsn := shop(t, db, "int", "1", "2")
		text, free := "SELECT number FROM parcels WHERE pg_try_advisory_lock(17)", "SELECT pg_try_advisory_lock(17)::text"
		if db.mysql {
			text, free = "SELECT number FROM parcels WHERE GET_LOCK('trackreg', 0) = 1", "SELECT IF(GET_LOCK('trackreg', 30), 'true', 'false')"
		}
		other := keeper(t, db, dsn)
		rows, err := query(t, configs.SQL{DSN: configs.Secret(readerOf(t, db, dsn)), Query: text}).Open(t.Context(), source.Part{}, source.Position{})
		require.NoError(t, err)
		numbers, err := drain(rows)
		require.NoError(t, err)
		require.Len(t, numbers, 2)
		require.NoError(t, rows.Close())
		require.Eventually(t, func() bool {
			var got string
			return other.QueryRow(free).Scan(&got) == nil && got == "true"
		}, 30*time.Second, 5*time.Millisecond, "the session has ended")
	})
}
