package configs_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
)

// write makes a settings file of the text.
func write(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "trackreg.yaml")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	return file
}

func load(t *testing.T, text string, env ...string) (configs.Settings, []configs.Warning, error) {
	t.Helper()
	return configs.Load(configs.LoadOptions{File: write(t, text), Env: env})
}

// problems loads a file that is wrong, and returns what is wrong without the file's folder.
func problems(t *testing.T, text string, env ...string) []string {
	t.Helper()
	file := write(t, text)
	_, _, err := configs.Load(configs.LoadOptions{File: file, Env: env})
	require.Error(t, err, text)
	return strings.Split(strings.ReplaceAll(err.Error(), file, "trackreg.yaml"), "\n")
}

func TestNothingGivenIsTheDefaults(t *testing.T) {
	got, warnings, err := configs.Load(configs.LoadOptions{Search: []string{}})
	require.NoError(t, err)
	require.Empty(t, warnings)
	require.Equal(t, configs.Defaults(), got)
	require.False(t, got.Redis.Configured())
}

func TestTheAnnotatedFileIsTheDefaults(t *testing.T) {
	got, warnings, err := load(t, configs.Annotated())
	require.NoError(t, err)
	require.Empty(t, warnings)
	got.File, got.HTTP.Chosen, got.Log.Chosen = "", false, false
	require.Empty(t, got.Imports)
	got.Imports = nil
	require.Equal(t, configs.Defaults(), got)
}

// TestTheAnnotatedFileNamesEverySetting takes the comment signs off the optional settings and the
// import, so that a setting nobody documented shows.
func TestTheAnnotatedFileNamesEverySetting(t *testing.T) {
	for _, path := range []string{
		"url", "password_file", "ca_file", "sentinel_password", "key", "key_file", "token", "token_file", "tokens",
		"path", "headers", "allow_private", "bucket", "endpoint", "region", "access_key", "secret_key", "sql", "dsn", "query", "cursor", "start",
		"format", "separator", "encoding", "sheet",
	} {
		require.Regexp(t, `(?m)^[# ]+ `+path+`:`, configs.Annotated())
	}
	var text strings.Builder
	for line := range strings.Lines(configs.Annotated()) {
		text.WriteString(strings.TrimPrefix(strings.Replace(line, "imports: []", "imports:", 1), "#  "))
	}
	got, _, err := load(t, strings.ReplaceAll(text.String(), "\n# ", "\n#"))
	require.NoError(t, err)
	require.Len(t, got.Imports, 1)
	one := got.Imports[0]
	require.Equal(t, "nightly", one.Name)
	require.Equal(t, 6*time.Hour, one.CatchUp)
	require.Equal(t, map[string]int{"DHL": 100001}, one.Carriers)
	require.Equal(t, "Tracking No", one.Columns["number"])
	require.Equal(t, "/data/*.csv", one.Source.Path)
	require.Equal(t, map[string]string{"tag": "nightly"}, one.Fixed)
	require.Equal(t, configs.NewerThan{Column: "Shipped", Age: 720 * time.Hour}, one.NewerThan)
}

func TestTheLastWins(t *testing.T) {
	file := write(t, "worker: {max_attempts: 1, high_water: 1}\nlog: {level: debug}\n")
	got, _, err := configs.Load(configs.LoadOptions{
		File: file,
		Env:  []string{"TRACKREG_WORKER_MAX_ATTEMPTS=2", "TRACKREG_LOG_LEVEL=warn"},
		Set:  map[string]string{"log.level": "error", "redis.url": "redis://h", "accounts.main.base_url": "http://127.0.0.1:1/x/"},
	})
	require.NoError(t, err)
	require.EqualValues(t, 1, got.Worker.HighWater)
	require.Equal(t, 2, got.Worker.MaxAttempts)
	require.Equal(t, "error", got.Log.Level)
	require.Equal(t, "redis://h", got.Redis.URL)
	require.Equal(t, "http://127.0.0.1:1/x", got.Accounts["main"].BaseURL)
	require.Equal(t, 35*time.Second, got.Worker.CallTimeout, "the rest are the defaults")
}

func TestTheFileIsFoundInOrder(t *testing.T) {
	first, second := write(t, "log: {level: debug}"), write(t, "log: {level: warn}")
	for want, o := range map[string]configs.LoadOptions{
		"debug": {Search: []string{first + "x", first, second}},
		"warn":  {Search: []string{first}, Env: []string{"TRACKREG_CONFIG=" + second}},
		"info":  {Search: []string{first + "x"}},
	} {
		got, _, err := configs.Load(o)
		require.NoError(t, err)
		require.Equal(t, want, got.Log.Level)
	}
	got, _, err := configs.Load(configs.LoadOptions{File: first, Env: []string{"TRACKREG_CONFIG=" + second}})
	require.NoError(t, err)
	require.Equal(t, first, got.File)
}

func TestAFileThatIsNamedMustExist(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing.yaml")
	_, _, err := configs.Load(configs.LoadOptions{File: missing})
	require.ErrorContains(t, err, "--config")
	_, _, err = configs.Load(configs.LoadOptions{Env: []string{"TRACKREG_CONFIG=" + missing}})
	require.ErrorContains(t, err, "TRACKREG_CONFIG")
	require.ErrorContains(t, err, missing)
}

func TestEmptyFilesAreTheDefaults(t *testing.T) {
	for _, text := range []string{"", "\n\n", "# nothing\n", "---\n", "null\n", "redis:\nworker:\naccounts:\nimports:\n"} {
		got, _, err := load(t, text)
		require.NoError(t, err, "%q", text)
		require.Equal(t, 12, got.Worker.MaxAttempts)
		require.Contains(t, got.Accounts, "main")
	}
}

func TestErrorsNamePlaceKeyAndMend(t *testing.T) {
	for text, want := range map[string]string{
		"worker:\n  max_atempts: 3\n":                                         `trackreg.yaml:2: worker.max_atempts is not known: did you mean "max_attempts"?`,
		"max_attempts: 3\n":                                                   `trackreg.yaml:1: max_attempts is not known: it belongs under "worker"`,
		"\nfoo: 3\n":                                                          `trackreg.yaml:2: foo is not known: known here are ["redis" "accounts" "worker" "http" "imports" "log"]`,
		"accounts:\n  main:\n    batchsize: 3\n":                              `trackreg.yaml:3: accounts.main.batchsize is not known: did you mean "batch_size"?`,
		"accounts: {main: {batch_size: forty}}":                               `trackreg.yaml:1: accounts.main.batch_size is no whole number: write one, such as 40`,
		"accounts: {main: {batch_size: 2.5}}":                                 `trackreg.yaml:1: accounts.main.batch_size is no whole number: write one, such as 40`,
		"accounts: {main: {batch_size: [1]}}":                                 `trackreg.yaml:1: accounts.main.batch_size is a list: write a single value`,
		"accounts: {main: {batch_size: 41}}":                                  `trackreg.yaml:1: accounts.main.batch_size is out of range: choose 1 to 40`,
		"accounts: {main: {batch_size: 0}}":                                   `trackreg.yaml:1: accounts.main.batch_size is out of range: choose 1 to 40`,
		"accounts: {main: {known_numbers: {enabled: 1}}}":                     `trackreg.yaml:1: accounts.main.known_numbers.enabled is no true or false: write true or false`,
		"worker: 3\n":                                                         `trackreg.yaml:1: worker is a single value: write a mapping, each setting on a line of its own below it`,
		"- 1\n":                                                               `trackreg.yaml:1: is a list: write a mapping, each setting on a line of its own below it`,
		"worker:\n  call_timeout: 35\n":                                       `trackreg.yaml:2: worker.call_timeout has no unit: write it as 30s, 10m or 6h`,
		"worker:\n  call_timeout: soon\n":                                     `trackreg.yaml:2: worker.call_timeout is no duration: write one, such as 30s, 10m or 6h`,
		"worker:\n  shutdown_timeout: 35s\n":                                  `trackreg.yaml:2: worker.shutdown_timeout is not above call_timeout: choose a longer one, so that calls in flight can end`,
		"worker: {retry_backoff: {min: 7h}}\n":                                `trackreg.yaml:1: worker.retry_backoff.max is below retry_backoff.min: choose a longer one, such as 6h`,
		"log:\n  level: loud\n":                                               `trackreg.yaml:2: log.level does not know "loud": choose one of trace, debug, info, warn, error, off`,
		"http:\n  listen: somewhere\n":                                        `trackreg.yaml:2: http.listen is no address to listen on: write HOST:PORT such as 127.0.0.1:8080, :8080 for every address, or "" for none`,
		"http: {listen: \"h:99999\"}\n":                                       `trackreg.yaml:1: http.listen is no address to listen on: write HOST:PORT such as 127.0.0.1:8080, :8080 for every address, or "" for none`,
		"redis: {url: \"localhost:6379\"}\n":                                  `trackreg.yaml:1: redis.url does not begin as the URL of a Redis does: begin it with redis://, rediss://, unix://, redis[s]-sentinel:// or redis[s]-cluster://`,
		"redis: {ca_file: x}\n":                                               `trackreg.yaml:1: redis.ca_file is given, but no redis.url: give redis.url, or drop this`,
		"accounts:\n  EU-1: {}\n":                                             `trackreg.yaml:2: accounts.EU-1 is no name of an account: use a to z, 0 to 9 and _ alone`,
		"accounts: {main: {key: a b}}":                                        `trackreg.yaml:1: accounts.main.key holds a blank or control character: copy the key from the dashboard again`,
		"accounts: {main: {key: a, key_file: b}}":                             `trackreg.yaml:1: accounts.main.key_file stands beside a key: keep one of key and key_file`,
		"accounts: {main: {requests_per_second: 0}}":                          `trackreg.yaml:1: accounts.main.requests_per_second is out of range: choose more than 0 and at most 3, which is all that 17TRACK allows a key`,
		"accounts: {main: {requests_per_second: 3.01}}":                       `trackreg.yaml:1: accounts.main.requests_per_second is out of range: choose more than 0 and at most 3, which is all that 17TRACK allows a key`,
		"accounts: {main: {requests_per_second: .nan}}":                       `trackreg.yaml:1: accounts.main.requests_per_second is no number: write one, such as 2.5`,
		"accounts: {main: {base_url: api.17track.net}}":                       `trackreg.yaml:1: accounts.main.base_url is no address of an API: write it as https://api.17track.net/track/v2.4`,
		"accounts: {main: {base_url: \"http://api.17track.net/track/v2.4\"}}": `trackreg.yaml:1: accounts.main.base_url would send the key unencrypted: write https://`,
		"accounts: {main: {daily_reset: noon}}":                               `trackreg.yaml:1: accounts.main.daily_reset is no time of day: write auto, or "HH:MM ZONE" such as "00:00 Asia/Shanghai"`,
		"accounts: {main: {daily_reset: \"25:00 UTC\"}}":                      `trackreg.yaml:1: accounts.main.daily_reset is no time of day: write auto, or "HH:MM ZONE" such as "00:00 Asia/Shanghai"`,
		"accounts: {main: {daily_reset: \"08:00 Mars/Base\"}}":                `trackreg.yaml:1: accounts.main.daily_reset names the unknown time zone "Mars/Base": write one of the tz database, such as Asia/Shanghai or UTC`,
		"accounts: {main: {webhook: {url: \"ftp://h\", secret: s}}}":          `trackreg.yaml:1: accounts.main.webhook.url is no web address: write it as https://example.com/hooks/17track`,
		"accounts: {main: {webhook: {secret: s}}}":                            `trackreg.yaml:1: accounts.main.webhook.secret is given, but no url: give webhook.url, or drop the secret`,
		"log: {level: info}\n---\nlog: {level: info}\n":                       `trackreg.yaml:3: the file has a second YAML document: keep the settings in one`,
		"log: &a {level: info}\n":                                             `trackreg.yaml:1: log uses an anchor or alias of YAML: write the value out`,
	} {
		require.Equal(t, []string{want}, problems(t, text), text)
	}
}

func TestAllProblemsComeAtOnceInTheOrderOfTheFile(t *testing.T) {
	got := problems(t, "worker:\n  max_atempts: 3\n  call_timeout: x\nlog:\n  levle: info\n", "TRACKREG_HTTP_LISTEN=x", "TRACKREG_WORKER_IMPORTS=maybe")
	require.Len(t, got, 4)
	require.Equal(t, "environment variable TRACKREG_WORKER_IMPORTS: worker.imports is no true or false: write true or false", got[0])
	require.Contains(t, got[1], "trackreg.yaml:2:")
	require.Contains(t, got[2], "trackreg.yaml:3:")
	require.Contains(t, got[3], "trackreg.yaml:5:")

	got = problems(t, "worker:\n  max_attempts: 0\naccounts:\n  main: {batch_size: 99}\n", "TRACKREG_LOG_FORMAT=xml")
	require.Len(t, got, 3)
	require.Contains(t, got[0], "environment variable TRACKREG_LOG_FORMAT: log.format")
}

func TestErrorsCanBeTakenApart(t *testing.T) {
	_, _, err := load(t, "worker:\n  max_attempts: 0\n")
	var one *configs.Error
	require.True(t, errors.As(err, &one))
	require.Equal(t, 2, one.Line)
	require.Equal(t, "worker.max_attempts", one.Key)
	require.Equal(t, "choose 1 to 1000", one.Mend)
}

func TestBrokenYAMLNamesTheLineAndNoSecret(t *testing.T) {
	for _, text := range []string{
		"accounts:\n  main:\n    key: \"topsecret\n", "accounts:\n  main:\n   key: topsecret\n  base_url\n x: [\n", "a: b: c\n", "\t- x\n",
		"log: {level: info}\nlog: {level: warn}\n", "accounts: {main: {key: topsecret}\n",
	} {
		_, _, err := load(t, text)
		require.ErrorContains(t, err, "trackreg.yaml:", text)
		require.NotContains(t, err.Error(), "topsecret", text)
	}
	_, _, err := load(t, strings.Repeat("#", 1<<20+1))
	require.ErrorContains(t, err, "no settings file")
}

func TestNumbersInThePlaceOfTextStayAsWritten(t *testing.T) {
	got, _, err := load(t, "accounts: {main: {key: 0012e3}}\n")
	require.NoError(t, err)
	require.Equal(t, "0012e3", got.Accounts["main"].Key.Reveal())
}
