package configs_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
)

func TestAccountVariablesTakeTheLongestEnding(t *testing.T) {
	got, warnings, err := load(t, "", "TRACKREG_ACCOUNTS_EU_BASE_KEY=one", "TRACKREG_ACCOUNTS_EU_BASE_BASE_URL=https://h/v1",
		"TRACKREG_ACCOUNTS_US_KEY_FILE=/nowhere", "TRACKREG_ACCOUNTS_US_KNOWN_NUMBERS_ENABLED=true",
		"TRACKREG_ACCOUNTS_A_WEBHOOK_URL=https://h", "TRACKREG_ACCOUNTS_A_WEBHOOK_SECRET=s", "TRACKREG_ACCOUNTS_A_DAILY_RESET=08:30 UTC")
	require.NoError(t, err)
	require.Empty(t, warnings)
	require.Len(t, got.Accounts, 3, "main, of which nothing was said, is none of them")
	require.Equal(t, "one", got.Accounts["eu_base"].Key.Reveal())
	require.Equal(t, "https://h/v1", got.Accounts["eu_base"].BaseURL)
	require.Equal(t, "/nowhere", got.Accounts["us"].KeyFile)
	require.True(t, got.Accounts["us"].KnownNumbers.Enabled)
	require.Equal(t, "https://h", got.Accounts["a"].Webhook.URL)
	require.False(t, got.Accounts["a"].DailyReset.Auto())
	require.Equal(t, 40, got.Accounts["a"].BatchSize)
}

func TestUnknownVariablesAreWarnings(t *testing.T) {
	_, warnings, err := load(t, "log: {level: \"${TRACKREG_MY_LEVEL}\"}",
		"TRACKREG_MY_LEVEL=info", "TRACKREG_REDIS_ULR=x", "TRACKREG_ACCOUNTS_EU_KEYS=x", "TRACKREG_ACCOUNTS_KEY=x", "TRACKREG_IMPORTS=x", "REDIS_URL=x")
	require.NoError(t, err)
	var got []string
	for _, w := range warnings {
		got = append(got, w.String())
	}
	require.Equal(t, []string{
		"TRACKREG_ACCOUNTS_EU_KEYS is no setting of an account: did you mean TRACKREG_ACCOUNTS_EU_KEY?",
		"TRACKREG_ACCOUNTS_KEY is no setting of an account: write TRACKREG_ACCOUNTS_NAME_KEY and the like",
		"TRACKREG_IMPORTS is no setting: see the settings file for the names",
		"TRACKREG_REDIS_ULR is no setting: did you mean TRACKREG_REDIS_URL?",
	}, got)
}

func TestVariablesOfKubernetesArePassedOver(t *testing.T) {
	_, warnings, err := load(t, "", "TRACKREG_PORT=tcp://10.0.0.1:8080", "TRACKREG_SERVICE_HOST=10.0.0.1", "TRACKREG_SERVICE_PORT=8080",
		"TRACKREG_SERVICE_PORT_HTTP=8080", "TRACKREG_PORT_8080_TCP=tcp://10.0.0.1:8080", "TRACKREG_PORT_8080_TCP_PROTO=tcp",
		"TRACKREG_PORT_8080_TCP_PORT=8080", "TRACKREG_PORT_8080_TCP_ADDR=10.0.0.1", "TRACKREG_REDIS_PORT_6379_TCP=tcp://10.0.0.2:6379",
		"TRACKREG_REDIS_SERVICE_HOST=10.0.0.2")
	require.NoError(t, err)
	require.Empty(t, warnings)
}

func TestTheKeyOfMain(t *testing.T) {
	const variable = "TRACK17_KEY=from-env"
	for name, c := range map[string]struct {
		text, want string
		env        []string
	}{
		"nothing else gives one": {"", "from-env", nil},
		"main without a key":     {"accounts: {main: {batch_size: 5}}", "from-env", nil},
		"the file gives one":     {"accounts: {main: {key: from-file}}", "from-file", nil},
		"a variable gives one":   {"", "other", []string{"TRACKREG_ACCOUNTS_MAIN_KEY=other"}},
		"the file uses it":       {"accounts: {main: {key: \"${TRACK17_KEY}\"}}", "from-env", nil},
		"an empty one":           {"", "from-env", []string{"TRACKREG_ACCOUNTS_MAIN_KEY="}},
	} {
		got, warnings, err := load(t, c.text, append(c.env, variable)...)
		require.NoError(t, err, name)
		require.Empty(t, warnings, name)
		require.Equal(t, c.want, got.Accounts["main"].Key.Reveal(), name)
	}
}

func TestTheKeyOfMainMakesNoMain(t *testing.T) {
	got, _, err := load(t, "accounts: {eu: {key: \"${TRACK17_KEY}\"}}", "TRACK17_KEY=k")
	require.NoError(t, err)
	require.Len(t, got.Accounts, 1)
	require.NoError(t, got.RequireKeys())
}

func TestAnEmptyListenTurnsHTTPOff(t *testing.T) {
	got, _, err := load(t, "", "TRACKREG_HTTP_LISTEN=")
	require.NoError(t, err)
	require.Empty(t, got.HTTP.Listen)
}

func TestFlagsForUnknownSettingsAreErrors(t *testing.T) {
	for _, path := range []string{"nothing", "redis", "accounts.main", "accounts.main.nothing", "imports"} {
		_, _, err := configs.Load(configs.LoadOptions{Search: []string{}, Set: map[string]string{path: "x"}})
		require.ErrorContains(t, err, path+" is not known")
	}
}
