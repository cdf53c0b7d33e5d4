package configs_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
)

func TestTwoAccountsWithOneKeyAndAddress(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	require.NoError(t, os.WriteFile(file, []byte("same\n"), 0o600))
	got := problems(t, "accounts:\n  a: {key: same}\n  b: {key_file: "+file+"}\n")
	require.Equal(t, []string{
		"trackreg.yaml:3: accounts.b has the key and base_url of the account a: together they would break the rate: give it a key of its own, or use one account",
	}, got)

	_, _, err := load(t, "accounts:\n  a: {key: same}\n  b: {key: same, base_url: \"http://127.0.0.1:9/v\"}\n  c: {}\n  d: {}\n")
	require.NoError(t, err, "another address, or no key yet, is no sharing")
	problems(t, "accounts:\n  a: {key: same, base_url: \"http://127.0.0.1:9/V/\"}\n  b: {key: same, base_url: \"http://127.0.0.1:9/v\"}\n")
}

func TestASandboxMayBeFaster(t *testing.T) {
	got, _, err := load(t, "accounts: {main: {base_url: \"http://127.0.0.1:9/v\", requests_per_second: 500}}")
	require.NoError(t, err)
	require.EqualValues(t, 500, got.Accounts["main"].RequestsPerSecond)
}

func TestPlainHTTPToAnotherMachineIsAWarning(t *testing.T) {
	for host, count := range map[string]int{"127.0.0.1:9": 0, "localhost:9": 0, "[::1]:9": 0, "sandbox:9": 1} {
		_, warnings, err := load(t, "accounts: {main: {base_url: \"http://"+host+"/v\"}}")
		require.NoError(t, err)
		require.Len(t, warnings, count, host)
	}
}

func TestImports(t *testing.T) {
	got, _, err := load(t, `
imports:
  - {name: one, source: {path: "/data/*.csv"}}
  - name: two
    schedule: "CRON_TZ=Europe/Berlin 0 2 * * *"
    source: {sql: {dsn: "postgres://u:p@h/d", query: select 1, cursor: id}}
    carriers: {DHL: 100001, 7: 3011}
`)
	require.NoError(t, err)
	require.Equal(t, "main", got.Imports[0].Account)
	require.Equal(t, 0.5, got.Imports[0].StopAfterRejected)
	require.Equal(t, 6*time.Hour, got.Imports[1].CatchUp)
	require.Equal(t, map[string]int{"DHL": 100001, "7": 3011}, got.Imports[1].Carriers)
}

func TestImportsThatAreWrong(t *testing.T) {
	for text, want := range map[string]string{
		"name: a b\nsource: {path: x}": `imports.0.name is no name of an import`,
		"source: {path: x}":            `imports.0.name is no name of an import`,
		"name: a":                      `imports.0.source has 0 of path, url, bucket and sql`,
		"name: a\nsource: {path: x, url: \"http://h/x\"}":              `imports.0.source has 2 of path, url, bucket and sql`,
		"name: a\nsource: {url: x}":                                    `imports.0.source.url is no web address`,
		"name: a\nsource: {sql: {query: q}}":                           `imports.0.source.sql.dsn is missing`,
		"name: a\nsource: {sql: {dsn: q}}":                             `imports.0.source.sql.query is missing`,
		"name: a\nsource: {path: x}\naccount: mian":                    `imports.0.account names the unknown account "mian": did you mean "main"?`,
		"name: a\nsource: {path: x}\nschedule: tomorrow":               `imports.0.schedule is no schedule`,
		"name: a\nsource: {path: x}\nschedule: CRON_TZ=Mars 0 2 * * *": `imports.0.schedule names the unknown time zone "Mars"`,
		"name: a\nsource: {path: x}\ncatch_up: -1s":                    `imports.0.catch_up is negative`,
		"name: a\nsource: {path: x}\nmax_numbers: -1":                  `imports.0.max_numbers is negative`,
		"name: a\nsource: {path: x}\nstop_after_rejected: 50":          `imports.0.stop_after_rejected is out of range`,
		"name: a\nsource: {path: x}\nnewer_than: {column: x}":          `imports.0.newer_than is half of what it must be`,
		"name: a\nsource: {path: x}\ncarriers: {DHL: x}":               `imports.0.carriers.DHL is no whole number`,
		"name: a\nsource: {path: x}\ncolumns: {number: }":              `imports.0.columns.number names no column`,
		"name: a\nsource: {path: x}\ncolums: {number: x}":              `imports.0.colums is not known: did you mean "columns"?`,
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

func TestRequireKeys(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	got, _, err := load(t, "accounts: {main: {}, eu: {key_file: "+file+"}, us: {key: k}}")
	require.NoError(t, err, "a producer needs no key")
	err = got.RequireKeys()
	require.ErrorContains(t, err, "accounts.main.key is missing: set the environment variable TRACK17_KEY or TRACKREG_ACCOUNTS_MAIN_KEY")
	require.ErrorContains(t, err, "accounts.eu.key_file gives no key")
	require.NotContains(t, err.Error(), "accounts.us")

	require.NoError(t, os.WriteFile(file, []byte("k2"), 0o600))
	got, _, err = load(t, "accounts: {main: {}, eu: {key_file: "+file+"}}", "TRACK17_KEY=k")
	require.NoError(t, err)
	require.NoError(t, got.RequireKeys())
}

func TestDailyReset(t *testing.T) {
	var reset configs.DailyReset
	require.NoError(t, reset.UnmarshalText([]byte("08:30 Asia/Shanghai")))
	text, err := reset.MarshalText()
	require.NoError(t, err)
	require.Equal(t, "08:30 Asia/Shanghai", string(text))

	at := func(text string) time.Time {
		parsed, err := time.Parse(time.RFC3339, text)
		require.NoError(t, err)
		return parsed
	}
	require.True(t, at("2026-03-01T00:30:00Z").Equal(reset.Next(at("2026-03-01T00:29:59Z"))))
	require.True(t, at("2026-03-02T00:30:00Z").Equal(reset.Next(at("2026-03-01T00:30:00Z"))))
	require.True(t, at("2026-03-01T00:30:00Z").Equal(reset.Next(at("2026-02-28T00:30:00Z"))))
}
