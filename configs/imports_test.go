package configs_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestImports(t *testing.T) {
	got, _, err := load(t, `
imports:
  - {name: one, source: {path: "/data/*.csv"}}
  - name: two
    schedule: "CRON_TZ=Europe/Berlin 0 2 * * *"
    source: {sql: {dsn: "postgres://u:p@h/d", query: "select * from parcels where id > $cursor", cursor: id, start: "0"}}
    carriers: {DHL: 100001, 7: 3011}
`)
	require.NoError(t, err)
	require.Equal(t, "main", got.Imports[0].Account)
	require.Equal(t, 0.5, got.Imports[0].StopAfterRejected)
	require.Equal(t, 10*time.Second, got.Imports[0].SettledAfter)
	require.Equal(t, 6*time.Hour, got.Imports[1].CatchUp)
	require.Equal(t, map[string]int{"DHL": 100001, "7": 3011}, got.Imports[1].Carriers)
}

func TestImportsThatAreWrong(t *testing.T) {
	for text, want := range map[string]string{
		"name: a b\nsource: {path: x}": `imports.0.name is no name of an import`,
		"source: {path: x}":            `imports.0.name is no name of an import`,
		"name: a":                      `imports.0.source has 0 of path, url, bucket and sql`,
		"name: a\nsource: {path: x, url: \"http://h/x\"}":                               `imports.0.source has 2 of path, url, bucket and sql`,
		"name: a\nsource: {url: x}":                                                     `imports.0.source.url is no web address`,
		"name: a\nsource: {sql: {query: q}}":                                            `imports.0.source.sql.dsn is missing`,
		"name: a\nsource: {sql: {dsn: \"mysql://h/d\"}}":                                `imports.0.source.sql.query is missing`,
		"name: a\nsource: {path: x}\naccount: mian":                                     `imports.0.account names the unknown account "mian": did you mean "main"?`,
		"name: a\nsource: {path: x}\nschedule: tomorrow":                                `imports.0.schedule is no schedule`,
		"name: a\nsource: {path: x}\nschedule: CRON_TZ=Mars 0 2 * * *":                  `imports.0.schedule names the unknown time zone "Mars"`,
		"name: a\nsource: {path: x}\ncatch_up: -1s":                                     `imports.0.catch_up is negative`,
		"name: a\nsource: {path: x}\nsettled_after: -1s":                                `imports.0.settled_after is negative`,
		"name: a\nsource: {url: \"http://h/x\", follow_links: true}":                    `imports.0.source.follow_links is given, but the source is url: drop it: it belongs to path`,
		"name: a\nsource: {url: \"sftp://u@h/x\"}":                                      `imports.0.source.url is no web address: write files of an SFTP server under path`,
		"name: a\nsource: {path: \"sftp://h/x\", key_file: k, known_hosts: k}":          `imports.0.source.path names no user: write it as sftp://USER@HOST/PATH`,
		"name: a\nsource: {path: \"sftp://u:p@h/x\", key_file: k, known_hosts: k}":      `imports.0.source.path holds a password: drop it: key_file opens an SFTP server`,
		"name: a\nsource: {path: \"sftp://u@/x\", key_file: k, known_hosts: k}":         `imports.0.source.path names no host of an SFTP server`,
		"name: a\nsource: {path: \"sftp://u@h:0/x\", key_file: k, known_hosts: k}":      `imports.0.source.path names no host of an SFTP server`,
		"name: a\nsource: {path: \"sftp://u@h\", key_file: k, known_hosts: k}":          `imports.0.source.path names no files of the SFTP server`,
		"name: a\nsource: {path: \"sftp://u@h/[\", key_file: k, known_hosts: k}":        `imports.0.source.path has a pattern that is not closed`,
		"name: a\nsource: {path: \"sftp://u@h/x\", known_hosts: k}":                     `imports.0.source.key_file is missing`,
		"name: a\nsource: {path: \"sftp://u@h:2222/x\", key_file: k}":                   `imports.0.source.known_hosts is missing: without it nobody knows whether the server is the right one: name a file with the server's key, as from ssh-keyscan -p 2222 h`,
		"name: a\nsource: {path: x, key_file: k}":                                       `imports.0.source.key_file is given, but path names no files of an SFTP server`,
		"name: a\nsource: {url: \"http://h/x\", known_hosts: k}":                        `imports.0.source.known_hosts is given, but the source is url`,
		"name: a\nsource: {path: x}\nmax_numbers: -1":                                   `imports.0.max_numbers is negative`,
		"name: a\nsource: {path: x}\nstop_after_rejected: 50":                           `imports.0.stop_after_rejected is out of range`,
		"name: a\nsource: {path: x}\nnewer_than: {column: x}":                           `imports.0.newer_than is half of what it must be`,
		"name: a\nsource: {path: x}\ncarriers: {DHL: x}":                                `imports.0.carriers.DHL is no whole number`,
		"name: a\nsource: {path: x}\ncolumns: {number: }":                               `imports.0.columns.number names no column`,
		"name: a\nsource: {path: x}\ncolums: {number: x}":                               `imports.0.colums is not known: did you mean "columns"?`,
		"name: a\nsource: {path: x}\nschedule: 0 0 30 2 *":                              `imports.0.schedule names a day that never comes`,
		"name: a\nsource: {path: x}\nschedule: \"@every 5\"":                            `imports.0.schedule is no schedule`,
		"name: a\nsource: {path: x}\nfixed: {number: AB1}":                              `imports.0.fixed.number would be the number of every row`,
		"name: a\nsource: {path: x}\nfixed: {carrier: DHL}":                             `imports.0.fixed.carrier is not a carrier's code`,
		"name: a\nsource: {path: x}\nfixed: {auto_detection: 1}":                        `imports.0.fixed.auto_detection is no true or false`,
		"name: a\nsource: {path: x}\nfixed: {_source: a}":                               `imports.0.fixed._source is a field that the import fills in itself`,
		"name: a\nsource: {path: x}\ncolumns: {_row: a}":                                `imports.0.columns._row is a field that the import fills in itself`,
		"name: a\nsource: {path: x, format: lines}\ncolumns: {number: a}":               `imports.0.columns is given, but the source's format is lines`,
		"name: a\nsource: {path: x, format: lines}\nnewer_than: {column: a, age: 1h}":   `imports.0.newer_than is given, but the source's format is lines`,
		"name: a\nsource: {path: \"x[\"}":                                               `imports.0.source.path has a pattern that is not closed`,
		"name: a\nsource: {path: \"/d/**/x.csv\"}":                                      `imports.0.source.path holds **`,
		"name: a\nsource: {path: x, format: xls}":                                       `imports.0.source.format does not know "xls": choose one of csv, ndjson, json, xlsx, lines`,
		"name: a\nsource: {path: x, encoding: klingon}":                                 `imports.0.source.encoding names the unknown encoding "klingon": choose utf-8, utf-16, windows-1250 to windows-1258`,
		"name: a\nsource: {path: x}\nunknown_carrier: guess":                            `imports.0.unknown_carrier is neither refuse nor detect`,
		"name: a\nsource: {path: x}\ndates: ymd":                                        `imports.0.dates is neither dmy nor mdy: say how 03/04/2026 is meant`,
		"name: a\nsource: {path: x}\nheader_row: -1":                                    `imports.0.header_row is negative`,
		"name: a\nsource: {path: x}\nheader_row: 2\nno_header: true":                    `imports.0.no_header is true, and header_row names a line`,
		"name: a\nsource: {path: x, separator: \"::\"}":                                 `imports.0.source.separator is no separator of a CSV`,
		"name: a\nsource: {path: x, format: ndjson, separator: \";\"}":                  `imports.0.source.separator is given, but the format is ndjson`,
		"name: a\nsource: {path: x, format: csv, sheet: A}":                             `imports.0.source.sheet is given, but the format is csv`,
		"name: a\nsource: {path: x, format: xlsx, encoding: utf-8}":                     `imports.0.source.encoding is given, but the format is xlsx`,
		"name: a\nsource: {path: x, headers: {A: b}}":                                   `imports.0.source.headers is given, but the source is path: drop it: it belongs to url`,
		"name: a\nsource: {path: x, region: eu}":                                        `imports.0.source.region is given, but the source is path: drop it: it belongs to bucket`,
		"name: a\nsource: {url: \"http://h/x\", access_key: a}":                         `imports.0.source.access_key is given, but the source is url`,
		"name: a\nsource: {url: \"http://h/x\", headers: {\"a b\": c}}":                 `imports.0.source.headers.a b is no name of a header`,
		"name: a\nsource: {url: \"http://h/x\", headers: {A: \"b\\nc\"}}":               `imports.0.source.headers.A holds a line break`,
		"name: a\nsource: {sql: {dsn: \"mysql://h/d\", query: q}, format: csv}":         `imports.0.source.format is given, but the source is sql`,
		"name: a\nsource: {sql: {dsn: \"sqlite://h/d\", query: q}}":                     `imports.0.source.sql.dsn does not begin as the address of a database does`,
		"name: a\nsource: {sql: {dsn: \"mysql://h/d\", query: q, cursor: id}}":          `imports.0.source.sql.query does not use $cursor`,
		"name: a\nsource: {sql: {dsn: \"mysql://h/d\", query: \"where id > $cursor\"}}": `imports.0.source.sql.cursor is missing, but the query uses $cursor`,
		"name: a\nsource: {sql: {dsn: \"mysql://h/d\", query: q, start: 1}}":            `imports.0.source.sql.start is given, but no cursor`,
		"name: a\nsource: {bucket: b/k}":                                                `imports.0.source.bucket names no objects of a bucket`,
		"name: a\nsource: {bucket: \"s3://b\"}":                                         `imports.0.source.bucket names no objects of a bucket`,
		"name: a\nsource: {bucket: \"s3://b*/k\"}":                                      `imports.0.source.bucket has a pattern for its name`,
		"name: a\nsource: {bucket: \"s3://b/k[\"}":                                      `imports.0.source.bucket has a pattern that is not closed`,
		"name: a\nsource: {bucket: \"s3://b/k\", endpoint: h}":                          `imports.0.source.endpoint is no web address`,
		"name: a\nsource: {bucket: \"s3://b/k\", access_key: h}":                        `imports.0.source.secret_key is missing beside access_key`,
		"name: a\nsource: {bucket: \"s3://b/k\", secret_key: h}":                        `imports.0.source.access_key is missing beside secret_key`,
	} {
		indented := "imports:\n- "
		for _, r := range text {
			indented += string(r)
			if r == '\n' {
				indented += "  "
			}
		}
		got := problems(t, indented+"\n")
		require.Len(t, got, 1, text)
		require.Contains(t, got[0], want, text)
	}
	got := problems(t, "imports:\n- {name: a, source: {path: x}}\n- {name: a, source: {path: y}}\n")
	require.Contains(t, got[0], `trackreg.yaml:3: imports.1.name is "a" for the second time`)
}

// TestGoodSources are all kinds of sources, with all that belongs to each.
func TestGoodSources(t *testing.T) {
	got, _, err := load(t, `
imports:
  - {name: a, source: {path: "/data/*/[a-z]?.csv.gz", format: csv, separator: ";", encoding: windows-1252}}
  - {name: b, source: {url: "https://u:p@h/x", headers: {Authorization: "Bearer ${TOKEN:-t}"}, format: xlsx, sheet: Parcels}}
  - {name: c, source: {bucket: "s3://b/daily/*.csv", endpoint: "http://127.0.0.1:9000", region: eu, access_key: a, secret_key: b, separator: "\t"}}
  - {name: d, source: {sql: {dsn: "mariadb://u:p@h/d", query: select number from t}}, columns: {number: number}}
  - {name: e, source: {path: x, format: lines}, fixed: {carrier: "3011", tag: nightly, auto_detection: "false"}, schedule: "@every 90m"}
  - {name: f, source: {path: x, follow_links: true}, settled_after: 0}
  - {name: g, source: {path: "sftp://shop@files.example.com/out/*.csv", key_file: /k, known_hosts: /h, follow_links: true}}
`)
	require.NoError(t, err)
	require.Equal(t, "Bearer t", got.Imports[1].Source.Headers["Authorization"].Reveal())
	require.Equal(t, "\t", got.Imports[2].Source.Separator)
	require.Equal(t, "nightly", got.Imports[4].Fixed["tag"])
	require.True(t, got.Imports[5].Source.FollowLinks)
	require.Zero(t, got.Imports[5].SettledAfter)
}

func TestErrorsOfImportsShowNoSecret(t *testing.T) {
	for _, source := range []string{
		`sql: {dsn: "sqlite://u:hush@h/d", query: q}`, `sql: {dsn: "mysql://u:hu%sh@h/d", query: q}`, `sql: {dsn: "postgres://u:hush/?@h:x/d", query: q}`, `url: "http://h/x", headers: {"a b": hush}`, `path: x, secret_key: hush`,
		`bucket: "s3://b/k", access_key: hush`, `url: "ftp://u:hush@h/x"`,
		`path: "sftp://u:hush@h/x"`, `path: "sftp://:hush@h:x/y"`,
	} {
		got := problems(t, "imports:\n- {name: a, source: {"+source+"}}\n")
		require.NotContains(t, strings.Join(got, "\n"), "hush")
		require.Contains(t, got[0], "trackreg.yaml:2: imports.0.source.")
	}
}
