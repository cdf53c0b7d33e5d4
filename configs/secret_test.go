package configs_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
)

const secretive = `
redis: {url: "redis://u:hush1@h/0", sentinel_password: hush2}
accounts:
  main: {key: hush3, base_url: "http://127.0.0.1:9/v", webhook: {url: "https://u:hush4@h/x?token=hush5", secret: hush6}}
http: {token: hush7, tokens: [{name: shop, token: hush14, may: [intake]}, {name: eyes, token: hush15, accounts: [main], may: [read, act]}]}
imports:
  - {name: a, source: {sql: {dsn: "postgres://u:hush8@h/d", query: select 1}}, carriers: {DHL: 1}}
  - {name: b, source: {url: "https://h/x?X-Sig=hush9&region=eu", headers: {Authorization: Bearer hush10}}}
  - {name: c, source: {bucket: "s3://b/k", endpoint: "http://u:hush11@h", access_key: hush12, secret_key: hush13}}
`

func TestRedactedShowsNoSecret(t *testing.T) {
	settings, _, err := load(t, secretive)
	require.NoError(t, err)
	asYAML, err := yaml.Marshal(settings.Redacted())
	require.NoError(t, err)
	asJSON, err := json.Marshal(settings.Redacted())
	require.NoError(t, err)
	for _, shown := range []string{string(asYAML), string(asJSON), fmt.Sprintf("%+v %#v", settings.Redacted(), settings.Redacted())} {
		require.NotContains(t, shown, "hush")
		require.Contains(t, shown, "redis://u:***@h/0")
		require.Contains(t, shown, "region=eu")
	}
	require.Equal(t, "hush3", settings.Accounts["main"].Key.Reveal(), "the settings themselves are untouched")
	require.Equal(t, "https://h/x?X-Sig=hush9&region=eu", settings.Imports[1].Source.URL)
	require.Equal(t, "hush14", settings.HTTP.Tokens[0].Token.Reveal())
	require.Equal(t, "Bearer hush10", settings.Imports[1].Source.Headers["Authorization"].Reveal())
}

func TestSecretsDoNotShowByAccident(t *testing.T) {
	settings, _, err := load(t, "accounts: {main: {key: hush}}\nhttp: {token: hush}\n")
	require.NoError(t, err)
	asJSON, err := json.Marshal(settings.Accounts)
	require.NoError(t, err)
	require.NotContains(t, fmt.Sprintf("%v %+v %#v %s", settings, settings, settings, asJSON), "hush")
}

func TestWhatIsShownCanBeLoadedAgain(t *testing.T) {
	settings, _, err := load(t, secretive)
	require.NoError(t, err)
	redacted := settings.Redacted()
	for _, marshal := range []func(any) ([]byte, error){yaml.Marshal, json.Marshal} {
		shown, err := marshal(redacted)
		require.NoError(t, err)
		again, warnings, err := load(t, string(shown))
		require.NoError(t, err, string(shown))
		require.Empty(t, warnings)
		again.File, again.HTTP.Chosen, again.Log.Chosen = redacted.File, redacted.HTTP.Chosen, redacted.Log.Chosen
		require.Equal(t, redacted, again)
	}
}

func TestDefaultsShowAsTheFileWritesThem(t *testing.T) {
	shown, err := yaml.Marshal(configs.Defaults())
	require.NoError(t, err)
	for _, line := range []string{"quota_poll: 10m\n", "call_timeout: 35s\n", "max: 6h\n", "daily_reset: auto\n", "listen: 127.0.0.1:8080\n", "outcomes_max: 1000000\n"} {
		require.Contains(t, string(shown), line)
	}
}

func TestKeySourceFollowsItsFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	put := func(text string) { require.NoError(t, os.WriteFile(file, []byte(text), 0o600)) }
	put("\ufefffirst\r\n")
	source, err := configs.Account{KeyFile: file}.KeySource()
	require.NoError(t, err)
	require.Equal(t, "first", source.Get())

	put("other")
	require.Equal(t, "other", source.Get(), "of the same length, in the same second")
	for _, broken := range []string{"", "\n", "two words", "half\nwritten"} {
		put(broken)
		require.Equal(t, "other", source.Get(), "%q", broken)
	}
	require.NoError(t, os.Remove(file))
	require.Equal(t, "other", source.Get())
}

func TestSourcesOfNothingAndOfNoFile(t *testing.T) {
	source, err := configs.HTTP{}.TokenSource()
	require.NoError(t, err)
	require.Empty(t, source.Get())
	source, err = configs.HTTP{Token: "t"}.TokenSource()
	require.NoError(t, err)
	require.Equal(t, "t", source.Get())
	_, err = configs.HTTP{TokenFile: filepath.Join(t.TempDir(), "none")}.TokenSource()
	require.ErrorIs(t, err, os.ErrNotExist)
}
