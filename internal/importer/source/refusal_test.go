package source_test

import (
	"net/url"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/importer/source"
	"github.com/trackreg/trackreg/internal/importer/source/dbtest"
	"github.com/trackreg/trackreg/internal/rows"
)

// fault is what is wrong with a query, and what is said of it by each database.
type fault struct {
	text, cursor, start string
	postgres, mysql     string
	is                  error
}

func TestQueryThatIsWrong(t *testing.T) {
	eachDatabase(t, func(t *testing.T, db database) {
		dsn := shop(t, db, "int", "1", "2", "NULL")
		db.Exec(t, dsn, "CREATE TABLE kept (at timestamp, number varchar(50))", "INSERT INTO kept VALUES ('2026-11-24 10:00:00', 'AB12345')")
		if db.mysql {
			db.Exec(t, dsn, "CREATE FUNCTION writes() RETURNS int DETERMINISTIC MODIFIES SQL DATA BEGIN INSERT INTO parcels VALUES (9, 'x'); RETURN 1; END")
		} else {
			db.Exec(t, dsn, "CREATE FUNCTION writes() RETURNS int AS $$ INSERT INTO parcels VALUES (9, 'x'); SELECT 1 $$ LANGUAGE sql VOLATILE")
		}
		for name, f := range map[string]fault{
			"a function that writes": {text: "SELECT writes() AS number", postgres: "refuses a query that writes: cannot execute INSERT", mysql: "refuses a query that writes: Cannot execute statement in a READ ONLY", is: source.ErrWrites},
			"no such table":          {text: "SELECT number FROM missing", postgres: "refuses the query: relation \"missing\" does not exist (SQLSTATE 42P01)", mysql: "missing' doesn't exist (error 1146): see source.sql.query"},
			"bad grammar":            {text: "SELECT FROM WHERE", postgres: "syntax error", mysql: "error in your SQL syntax"},
			"no number":              {text: "SELECT k FROM parcels", postgres: "no column is the tracking number's", mysql: "no column is the tracking number's"},
			"two of a name":          {text: "SELECT number, number FROM parcels", postgres: `gives two columns "number"`, mysql: `gives two columns "number"`},
			"two of a name, paged":   {text: "SELECT k, k, number FROM parcels WHERE k > $cursor", cursor: "k", postgres: `gives two columns "k": give one of them another name`, mysql: "Duplicate column name 'k' (error 1060): give one of them another name"},
			"another cursor":         {text: "SELECT number, k FROM parcels WHERE k > $cursor", cursor: "id", postgres: `gives no column "id", which is to be the cursor: the columns are ["number" "k"]: select it`, mysql: `gives no column "id", which is to be the cursor: the columns are ["number" "k"]: select it`},
			"a misspelt cursor":      {text: "SELECT k, number FROM parcels WHERE k > $cursor", cursor: "nubmer", postgres: `did you mean "number"?`, mysql: `did you mean "number"?`},
			"NULL for a key":         {text: "SELECT number, k FROM parcels WHERE k > $cursor OR k IS NULL", cursor: "k", postgres: "gives a row whose k is NULL", mysql: "gives a row whose k is NULL"},
			"a time without start":   {text: "SELECT number, at FROM kept WHERE at > $cursor", cursor: "at", postgres: "(SQLSTATE 22008): give under source.sql.start what stands for $cursor in the beginning"},
		} {
			t.Run(name, func(t *testing.T) {
				want := f.postgres
				if db.mysql {
					want = f.mysql
				}
				if want == "" {
					t.Skip("this database takes it")
				}
				r := query(t, configs.SQL{DSN: configs.Secret(dsn), Query: f.text, Cursor: f.cursor, Start: f.start})
				failed := r.fails(r.part(), source.Position{})
				require.ErrorContains(t, failed, want)
				require.False(t, failed.Passing)
				require.NotContains(t, failed.Error(), dbtest.Password)
				if f.is != nil {
					require.ErrorIs(t, failed, f.is)
				}
			})
		}
		insert(t, db, dsn, 1, "1") // nothing was written, so this is the fourth
		s := configs.SQL{DSN: configs.Secret(dsn), Query: "SELECT number FROM parcels"}
		require.Len(t, query(t, s).all(source.Part{}, source.Position{}), 4)
	})
}

func TestWriteWithinAQueryOfPostgreSQL(t *testing.T) {
	db := servers.Postgres(t)
	dsn := db.DSN(t, "CREATE TABLE parcels (k int, number varchar(50))")
	const with = "WITH gone AS (DELETE FROM parcels RETURNING *) SELECT * FROM gone"
	for _, s := range []configs.SQL{{Query: with}, {Query: with + " WHERE k > $cursor", Cursor: "k"}} {
		s.DSN = configs.Secret(dsn)
		failed := query(t, s).fails(source.Part{}, source.Position{})
		require.ErrorIs(t, failed, source.ErrWrites)
		require.ErrorContains(t, failed, "refuses a query that writes")
	}
}

func TestQueryThatDoesNotMove(t *testing.T) {
	eachDatabase(t, func(t *testing.T, db database) {
		dsn := shop(t, db, "int", "1", "2", "3", "4", "5")
		s := behind(dsn)
		s.Query = "SELECT number, k FROM parcels WHERE k >= $cursor"
		failed := query(t, s).fails(source.Part{}, source.Position{})
		require.ErrorContains(t, failed, `gives the rows with k "2" again: compare with > $cursor and not with >=`)
	})
}

func TestEntryRefused(t *testing.T) {
	eachDatabase(t, func(t *testing.T, db database) {
		dsn := db.DSN(t)
		for name, c := range map[string]struct{ dsn, want string }{
			"wrong password": {strings.Replace(dsn, dbtest.Password, secret, 1), "refuses the user or the password: "},
			"no database":    {strings.Replace(dsn, "/test", "/nothing", 1), "does not exist: "},
		} {
			t.Run(name, func(t *testing.T) {
				r := query(t, configs.SQL{DSN: configs.Secret(c.dsn), Query: "SELECT 'AB12345' AS number"})
				failed := r.fails(r.part(), source.Position{})
				require.ErrorContains(t, failed, c.want)
				require.False(t, failed.Passing)
				require.NotContains(t, failed.Error(), secret)
				require.NotContains(t, failed.Err.Error(), secret)
			})
		}
	})
}

func TestDatabaseThatGoesAwayHalfWay(t *testing.T) {
	eachDatabase(t, func(t *testing.T, db database) {
		proxy, dsn := newProxy(t, shop(t, db, "int", "1", "2", "3", "4", "5"))
		r := query(t, behind(dsn))
		rows := r.open(r.part(), source.Position{})
		for range 2 {
			_, err := rows.Read()
			require.NoError(t, err)
		}
		proxy.left.Store(0)
		proxy.cut()
		numbers, err := drain(rows)
		failed := asError(t, err)
		require.True(t, failed.Passing, failed)
		require.ErrorContains(t, failed, "cannot be reached")
		require.NotContains(t, failed.Error(), dbtest.Password)
		require.True(t, r.fails(r.part(), rows.Position()).Passing, "also while it is away")

		proxy.left.Store(-1)
		rest := r.all(r.part(), rows.Position())
		require.Equal(t, numbered(upTo(5)...), append(append(numbered(1, 2), numbers...), rest...))
	})
}

func TestDatabaseThatGoesAwayWithinAnAnswer(t *testing.T) {
	eachDatabase(t, func(t *testing.T, db database) {
		dsn := shop(t, db, "int", "1")
		for range 12 {
			db.Exec(t, dsn, "INSERT INTO parcels SELECT * FROM parcels")
		}
		proxy, through := newProxy(t, dsn)
		proxy.left.Store(20_000)
		r := query(t, configs.SQL{DSN: configs.Secret(through), Query: "SELECT number FROM parcels"})
		failed := r.fails(r.part(), source.Position{})
		require.True(t, failed.Passing, failed)
		require.NotContains(t, failed.Error(), dbtest.Password)
		proxy.left.Store(-1)
		require.Len(t, r.all(r.part(), source.Position{}), 1<<12)
	})
}

func TestAnswerThatIsTooLarge(t *testing.T) {
	eachDatabase(t, func(t *testing.T, db database) {
		dsn := shop(t, db, "int", "7", "7", "7", "7", "7", "7", "7", "7")
		for _, s := range []configs.SQL{behind(dsn), {DSN: configs.Secret(dsn), Query: "SELECT number FROM parcels"}} {
			r := newReader(t, configs.Import{Source: configs.Source{SQL: s}}, source.Options{PageRows: 3, MostBytes: 60})
			failed := r.fails(r.part(), source.Position{})
			require.ErrorIs(t, failed, rows.ErrTooLarge)
			require.ErrorContains(t, failed, "gives more than 60 bytes at once")
		}
	})
}

func TestARowThatIsTooLargeIsNotHeld(t *testing.T) {
	dsn := servers.Postgres(t).DSN(t)
	r := query(t, configs.SQL{DSN: configs.Secret(dsn), Query: "SELECT 'AB12345' AS number, repeat('x', 100000000) AS picture"})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	failed := r.fails(source.Part{}, source.Position{})
	runtime.ReadMemStats(&after)
	require.ErrorIs(t, failed, rows.ErrTooLarge)
	require.ErrorContains(t, failed, "gives a row of more than 16777216 bytes: select no more columns")
	require.False(t, failed.Passing)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(8<<20))
}

func TestSQLSettingsThatAreWrong(t *testing.T) {
	const good = "postgres://u:" + secret + "@127.0.0.1/shop"
	for name, c := range map[string]struct {
		sql  configs.SQL
		want string
	}{
		"no DSN":             {configs.SQL{DSN: "shop", Query: "SELECT 1"}, "source.sql.dsn names no database that can be read: write it as postgres://"},
		"another kind":       {configs.SQL{DSN: "oracle://u:" + secret + "@h/d", Query: "SELECT 1"}, "source.sql.dsn names no database"},
		"a bad DSN":          {configs.SQL{DSN: "postgres://u:" + secret + "#x@h/d", Query: "SELECT 1"}, "is no address of a database"},
		"a bad setting":      {configs.SQL{DSN: good + "?sslmode=" + secret, Query: "SELECT 1"}, "cannot be opened: its settings cannot be read"},
		"a bad setting, too": {configs.SQL{DSN: "mysql://u:" + secret + "@h/d?timeout=" + secret, Query: "SELECT 1"}, "cannot be opened: its settings cannot be read"},
		"no query":           {configs.SQL{DSN: good, Query: " -- nothing\n"}, "has an empty query"},
		"DELETE":             {configs.SQL{DSN: good, Query: "DELETE FROM parcels RETURNING *"}, "does not read: it begins with DELETE: give one SELECT"},
		"two statements":     {configs.SQL{DSN: good, Query: "SELECT 1; DROP TABLE parcels"}, "has a query of more than one statement"},
		"INTO":               {configs.SQL{DSN: good, Query: "SELECT * INTO copy FROM parcels"}, "has a query that writes: it holds INTO"},
		"hidden INTO":        {configs.SQL{DSN: "mysql://u:" + secret + "@h/d", Query: "SELECT number FROM parcels /*!50000 INTO OUTFILE '/tmp/x' */"}, "a comment /*! that is no comment to the database: write it out"},
		"hidden, MariaDB's":  {configs.SQL{DSN: "mariadb://u:" + secret + "@h/d", Query: "SELECT number /*M!100100 INTO DUMPFILE '/tmp/x' */ FROM parcels"}, "a comment /*! that is no comment"},
		"hidden statement":   {configs.SQL{DSN: "mysql://u:" + secret + "@h/d", Query: "/*! DELETE FROM parcels */"}, "a comment /*! that is no comment"},
		"quoted $cursor":     {configs.SQL{DSN: good, Query: "SELECT '$cursor' AS id", Cursor: "id"}, "has a cursor, but a query that does not use $cursor: write WHERE id > $cursor, outside of quotes"},
		"no cursor":          {configs.SQL{DSN: good, Query: "SELECT id WHERE id > $cursor"}, "uses $cursor, but no cursor"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := source.New(configs.Import{Source: configs.Source{SQL: c.sql}}, source.Options{})
			failed := asError(t, err)
			require.ErrorContains(t, failed, c.want)
			require.False(t, failed.Passing)
			require.NotContains(t, failed.Error(), secret)
		})
	}
}

func TestDatabaseOfAnUnknownHost(t *testing.T) {
	for _, scheme := range []string{"postgres", "mysql", "mariadb"} {
		dsn := (&url.URL{Scheme: scheme, User: url.UserPassword("u", secret), Host: "nowhere.invalid", Path: "/shop"}).String()
		r := query(t, configs.SQL{DSN: configs.Secret(dsn), Query: "SELECT 1 AS number"})
		failed := r.fails(r.part(), source.Position{})
		require.ErrorContains(t, failed, scheme+"://nowhere.invalid/shop cannot be reached: ")
		require.True(t, failed.Passing)
		require.NotContains(t, failed.Error(), secret)
		require.NotContains(t, failed.Err.Error(), secret)
	}
}
