package source

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestStatement(t *testing.T) {
	postgres, mysql := (&postgres{}).lexis(), (&mysqlDatabase{}).lexis()
	for text, want := range map[string]struct{ postgres, mysql string }{
		"k > $cursor":                {"k > ?", "k > ?"},
		"$cursor+$cursor":            {"?+?", "?+?"},
		"$cursors, x$cursor, $curs":  {"$cursors, x$cursor, $curs", "$cursors, x$cursor, $curs"},
		"'$cursor' || $cursor":       {"'$cursor' || ?", "'$cursor' || ?"},
		"'it''s $cursor' > $cursor":  {"'it''s $cursor' > ?", "'it''s $cursor' > ?"},
		`'\' > $cursor --'`:          {`'\' > ? --'`, `'\' > $cursor --'`},
		`E'\' > $cursor' > $cursor`:  {`E'\' > $cursor' > ?`, `E'\' > $cursor' > ?`},
		`"$cursor" > $cursor`:        {`"$cursor" > ?`, `"$cursor" > ?`},
		"`$cursor` > $cursor":        {"`$cursor` > ?", "`$cursor` > ?"},
		"$$ $cursor $$ > $cursor":    {"$$ $cursor $$ > ?", "$$ ? $$ > ?"},
		"$a$ $cursor $a$ > $cursor":  {"$a$ $cursor $a$ > ?", "$a$ ? $a$ > ?"},
		"-- $cursor\n$cursor":        {"-- $cursor\n?", "-- $cursor\n?"},
		"# $cursor\n$cursor":         {"# ?\n?", "# $cursor\n?"},
		"1--$cursor":                 {"1--$cursor", "1--?"},
		"/* $cursor */ $cursor":      {"/* $cursor */ ?", "/* $cursor */ ?"},
		"/* /* */ $cursor */$cursor": {"/* /* */ $cursor */?", "/* /* */ ? */?"},
		"/*/ $cursor */$cursor":      {"/*/ $cursor */?", "/*/ $cursor */?"},
		"$cursor; -- the end":        {"?", "?"},
		"'not closed $cursor":        {"'not closed $cursor", "'not closed $cursor"},
	} {
		require.Equal(t, want.postgres, postgres.parse(text).bind("?"), "PostgreSQL: %s", text)
		require.Equal(t, want.mysql, mysql.parse(text).bind("?"), "MySQL: %s", text)
	}
}

func TestStatementsMore(t *testing.T) {
	l := (&postgres{}).lexis()
	for text, more := range map[string]bool{
		"SELECT 1": false, "SELECT 1;": false, "SELECT 1; \n": false, "SELECT 1;; -- x": false, "SELECT ';'": false,
		"SELECT 1; SELECT 2": true, "SELECT 1; $cursor": true, "SELECT 1; 'x'": true, "SELECT 1; (": true,
	} {
		require.Equal(t, more, l.parse(text).more, text)
	}
}

// TestStatementOfAnything holds that nothing but $cursor is replaced, whatever the text.
func TestStatementOfAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SliceOf(rapid.SampledFrom([]string{"$cursor", "$", "'", `"`, "`", `\`, "--", "-", "/*", "*/", "\n", " ", ";", "x", "E", "e'", "#", "$a$", "ä", "1", "\xff"}))
		text := strings.Join(pieces.Draw(t, "text"), "")
		l := rapid.SampledFrom([]lexis{(&postgres{}).lexis(), (&mysqlDatabase{}).lexis()}).Draw(t, "lexis")
		s := l.parse(text)
		if !s.more {
			require.Equal(t, s.text, s.bind(cursorWord))
		}
		require.True(t, strings.HasPrefix(text, s.text))
	})
}
