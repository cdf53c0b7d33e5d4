package source_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/importer/source"
	"github.com/trackreg/trackreg/internal/importer/source/dbtest"
)

// database is one kind of database under test.
type database struct {
	*dbtest.Server
	mysql bool
}

// eachDatabase carries out the test on all.
func eachDatabase(t *testing.T, test func(t *testing.T, db database)) {
	t.Helper()
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		test(t, database{servers.Postgres(t), false})
	})
	t.Run("MariaDB", func(t *testing.T) {
		t.Parallel()
		test(t, database{servers.MariaDB(t), true})
	})
}

// query makes a reader with pages of three rows.
func query(t *testing.T, s configs.SQL) *reader {
	t.Helper()
	return newReader(t, configs.Import{Source: configs.Source{SQL: s}}, source.Options{PageRows: 3})
}

// shop is a database with a table of parcels, whose numbers are AB00001 and so on and whose keys
// are given.
func shop(t *testing.T, db database, kind string, keys ...string) string {
	t.Helper()
	dsn := db.DSN(t, "CREATE TABLE parcels (k "+kind+", number varchar(50))")
	insert(t, db, dsn, 1, keys...)
	return dsn
}

func insert(t *testing.T, db database, dsn string, from int, keys ...string) {
	t.Helper()
	var values []string
	for i, key := range keys {
		values = append(values, fmt.Sprintf("(%s, 'AB%05d')", key, from+i))
	}
	db.Exec(t, dsn, "INSERT INTO parcels VALUES "+strings.Join(values, ", "))
}

// behind is the query of most tests.
func behind(dsn string) configs.SQL {
	return configs.SQL{DSN: configs.Secret(dsn), Query: "SELECT number, k FROM parcels WHERE k > $cursor ORDER BY k", Cursor: "k"}
}

// numbered are the payloads of the shop's parcels.
func numbered(ids ...int) []string {
	var numbers []string
	for _, id := range ids {
		numbers = append(numbers, fmt.Sprintf("AB%05d", id))
	}
	return payloads(numbers...)
}

func upTo(n int) []int {
	var ids []int
	for i := range n {
		ids = append(ids, i+1)
	}
	return ids
}

func TestQuery(t *testing.T) {
	eachDatabase(t, func(t *testing.T, db database) {
		truth, at := "boolean", "timestamp with time zone"
		if db.mysql {
			truth, at = "tinyint", "datetime(3)"
		}
		dsn := db.DSN(t, "CREATE TABLE orders (number varchar(50), carrier int, shipped "+at+", day date, auto "+truth+", tag text)",
			`INSERT INTO orders VALUES ('AB12345', 3011, '2026-11-20 10:00:00.5', '2026-11-20', '1', 'Müller, "x"'), (NULL, NULL, NULL, NULL, NULL, NULL), ('AB123456', NULL, NULL, NULL, '0', '')`)
		r := query(t, configs.SQL{
			DSN: configs.Secret(dsn), Query: "SELECT number, carrier, shipped, day, auto AS auto_detection, tag FROM orders; -- all of them",
		})
		part := r.part()
		require.Equal(t, strings.ReplaceAll(dsn, dbtest.User+":"+dbtest.Password+"@", ""), part.Name)
		require.Empty(t, part.Version)
		rows := r.open(part, source.Position{})
		require.Equal(t, []string{"number", "carrier", "shipped", "day", "auto_detection", "tag"}, rows.Layout().Header)
		first, err := rows.Read()
		require.NoError(t, err)
		truth = "true"
		if db.mysql {
			truth = "1"
		}
		require.Equal(t, []string{"AB12345", "3011", "2026-11-20T10:00:00.5Z", "2026-11-20", truth, `Müller, "x"`}, first.Raw)
		require.JSONEq(t, `{"number":"AB12345","carrier":3011,"auto_detection":true,"tag":"Müller, \"x\""}`, string(first.Entry.Payload))
		require.Equal(t, 1, first.Line)
		require.InDelta(t, 1.0/3, rows.Share(), 0.001)
		second, err := rows.Read()
		require.NoError(t, err)
		require.Equal(t, []string{"", "", "", "", "", ""}, second.Raw)
		require.ErrorContains(t, second.Err, part.Name+":2: number is empty")
		third, err := rows.Read()
		require.NoError(t, err)
		require.JSONEq(t, `{"number":"AB123456","auto_detection":false}`, string(third.Entry.Payload))
	})
}

func TestQueryWithoutACursorGoesOn(t *testing.T) {
	eachDatabase(t, func(t *testing.T, db database) {
		dsn := shop(t, db, "int", "1", "2", "3", "4", "5")
		r := query(t, configs.SQL{DSN: configs.Secret(dsn), Query: "SELECT number FROM parcels ORDER BY number"})
		rows := r.open(r.part(), source.Position{})
		for range 3 {
			_, err := rows.Read()
			require.NoError(t, err)
		}
		require.Equal(t, numbered(4, 5), r.all(r.part(), rows.Position()))

		db.Exec(t, dsn, "DELETE FROM parcels WHERE k = 2")
		again := r.open(r.part(), rows.Position())
		numbers, err := drain(again)
		require.NoError(t, err)
		require.Equal(t, numbered(1, 3, 4, 5), numbers, "the three before are others: none may be left out")
		require.EqualValues(t, 7, again.Position().Row)
	})
}

// TestCursor reads every kind of key in pages of three, and goes on behind each row where keys tie.
func TestCursor(t *testing.T) {
	eachDatabase(t, func(t *testing.T, db database) {
		bytes := "text COLLATE \"C\""
		if db.mysql {
			bytes = "varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
		}
		dsn := db.DSN(t)
		for name, c := range map[string]struct {
			kind, start string
			keys        []string
		}{
			"integers":           {"bigint", "", []string{"1", "2", "10", "9007199254740993", "9007199254740994", "9223372036854775807"}},
			"no keys":            {"bigint", "", nil},
			"a full page":        {"bigint", "", []string{"1", "2", "3"}},
			"ties over the page": {"int", "", []string{"1", "2", "3", "3", "3", "4", "5"}},
			"one key for all":    {"int", "", []string{"7", "7", "7", "7", "7", "7", "7", "7"}},
			"ties at the end":    {"int", "", []string{"1", "2", "2", "2"}},
			"texts":              {bytes, "", []string{"'A'", "'B'", "'Z'", "'a'", "'b''; --'", "'ä'"}},
			"times":              {"timestamp", "1970-01-02", []string{"'2026-11-24 10:00:00'", "'2026-11-24 10:00:00'", "'2026-11-24 10:00:01'", "'2026-11-25 00:00:00'"}},
			"dates":              {"date", "1970-01-01", []string{"'2026-11-23'", "'2026-11-24'", "'2026-11-24'", "'2026-11-24'", "'2026-11-25'"}},
			"decimals":           {"decimal(20,3)", "", []string{"0.001", "1", "1.5", "10"}},
		} {
			t.Run(name, func(t *testing.T) {
				db.Exec(t, dsn, "DROP TABLE IF EXISTS parcels", "CREATE TABLE parcels (k "+c.kind+", number varchar(50))")
				if c.keys != nil {
					insert(t, db, dsn, 1, c.keys...)
				}
				s := behind(dsn)
				s.Start = c.start
				r, want := query(t, s), numbered(upTo(len(c.keys))...)
				if strings.Contains(name, "ties") {
					readsEach(t, r, want)
				} else {
					require.ElementsMatch(t, want, r.all(r.part(), source.Position{}))
				}
			})
		}
	})
}

// readsEach holds that all rows come, from the beginning and from behind each row.
func readsEach(t *testing.T, r *reader, want []string) {
	t.Helper()
	part := r.part()
	rows := r.open(part, source.Position{})
	var got []string
	for range want {
		row, err := rows.Read()
		require.NoError(t, err)
		require.Nil(t, row.Err)
		got = append(got, string(row.Entry.Payload))
		require.EqualValues(t, len(got), rows.Position().Row)
		require.Equal(t, len(got), row.Line)
		rest := r.all(part, rows.Position())
		require.ElementsMatch(t, want, append(rest, got...), "behind row %d, %+v", len(got), rows.Position())
	}
	more, err := drain(rows)
	require.NoError(t, err)
	require.Empty(t, more)
	end := rows.Position()
	require.Zero(t, end.Past, "the next run reads what has come since")
	require.Empty(t, r.all(part, source.Position{Key: end.Key}))
}

// TestCursorWithTextsThatAreAlike has keys that differ in bytes and not for the database.
func TestCursorWithTextsThatAreAlike(t *testing.T) {
	db := database{servers.MariaDB(t), true}
	dsn := shop(t, db, "varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci", "'a'", "'b'", "'B'", "'b '", "'B'", "'c'", "'C'", "'d'")
	readsEach(t, query(t, behind(dsn)), numbered(upTo(8)...))
}

func TestNextRunReadsWhatHasCome(t *testing.T) {
	eachDatabase(t, func(t *testing.T, db database) {
		dsn := shop(t, db, "int", "1", "2", "3", "4")
		r := query(t, behind(dsn))
		require.Equal(t, r.part().Name, strings.ReplaceAll(dsn, dbtest.User+":"+dbtest.Password+"@", "")+"?cursor=k")
		rows := r.open(r.part(), source.Position{})
		require.EqualValues(t, -1, rows.Share())
		_, err := drain(rows)
		require.NoError(t, err)
		insert(t, db, dsn, 5, "5", "6")
		next := r.open(r.part(), source.Position{Key: rows.Position().Key})
		numbers, err := drain(next)
		require.NoError(t, err)
		require.Equal(t, numbered(5, 6), numbers)
		require.Equal(t, source.Position{Row: 2, Key: "6"}, next.Position())
	})
}

func TestCursorWhoseTiesChange(t *testing.T) {
	eachDatabase(t, func(t *testing.T, db database) {
		dsn := shop(t, db, "int", "1", "2", "2", "2", "3")
		r := query(t, behind(dsn))
		rows := r.open(r.part(), source.Position{})
		seen := map[string]bool{}
		for range 3 {
			row, err := rows.Read()
			require.NoError(t, err)
			seen[string(row.Entry.Payload)] = true
		}
		at := rows.Position()
		require.Equal(t, "1", at.Key)
		require.EqualValues(t, 2, at.Past)
		db.Exec(t, dsn, "DELETE FROM parcels WHERE number = 'AB00002'")
		insert(t, db, dsn, 6, "2")
		for _, number := range r.all(r.part(), at) {
			seen[number] = true
		}
		for _, number := range numbered(1, 3, 4, 5, 6) {
			require.True(t, seen[number], "%s was left out", number)
		}
	})
}

func TestCursorWord(t *testing.T) {
	eachDatabase(t, func(t *testing.T, db database) {
		dsn := shop(t, db, "int", "1", "2", "3", "4", "5")
		for name, text := range map[string]string{
			"twice":        "SELECT number, k FROM parcels WHERE k > $cursor AND k + 1 > $cursor",
			"in a literal": "SELECT number, k, '$cursor it''s' AS tag FROM parcels WHERE k > $cursor -- of $cursor",
			"in a comment": "SELECT number, k /* $cursor ' */ FROM parcels WHERE k > $cursor;",
			"in any case":  "SELECT number, k AS \"K\" FROM parcels WHERE k > $cursor",
			"in a union":   "(SELECT number, k FROM parcels WHERE k > $cursor AND k < 3) UNION ALL (SELECT number, k FROM parcels WHERE k > $cursor AND k >= 3)",
		} {
			t.Run(name, func(t *testing.T) {
				if db.mysql {
					text = strings.ReplaceAll(text, `"`, "`")
				}
				s := behind(dsn)
				s.Query = text
				r := query(t, s)
				rows := r.open(r.part(), source.Position{})
				count := 0
				for {
					row, err := rows.Read()
					if err != nil {
						break
					}
					count++
					if name == "in a literal" {
						require.Equal(t, "$cursor it's", row.Raw[2])
					}
				}
				require.Equal(t, 5, count)
				require.Equal(t, "5", rows.Position().Key)
			})
		}
	})
}
