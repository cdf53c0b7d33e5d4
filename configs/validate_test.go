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
