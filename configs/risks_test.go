package configs_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
)

// long is a secret that is long enough.
const long = "0123456789abcdef01234567"

// risks loads the settings and returns what they risk.
func risks(t *testing.T, text string) []string {
	t.Helper()
	s, _, err := load(t, text)
	require.NoError(t, err, text)
	var all []string
	for _, risk := range s.Risks() {
		require.NotEmpty(t, risk.Mend)
		require.NotContains(t, risk.String(), "hush")
		all = append(all, risk.String())
	}
	return all
}

// oneRisk requires that the settings risk one thing, and that it is said so.
func oneRisk(t *testing.T, text, says string) {
	t.Helper()
	all := risks(t, text)
	require.Len(t, all, 1, text)
	require.Contains(t, all[0], says)
}

func TestTheDefaultsRiskNothing(t *testing.T) {
	require.Empty(t, configs.Defaults().Risks())
	require.Empty(t, risks(t, configs.Annotated()))
}

func TestASecretThatCanBeGuessedIsWarnedOf(t *testing.T) {
	const hook = "accounts: {main: {webhook: {url: https://h/x, secret: %q}}}"
	oneRisk(t, "http: {token: hush}", "http.token has fewer than 24 bytes")
	oneRisk(t, fmt.Sprintf("http: {token_file: %q}", put(t, 0o600, long[1:])), "http.token_file has fewer than 24 bytes")
	oneRisk(t, fmt.Sprintf(hook, long+" hush"), "accounts.main.webhook.secret has fewer than 24 bytes")
	oneRisk(t, fmt.Sprintf(hook, "whsec_aHVzaGh1c2hodXNoaHVzaGh1cw=="), "webhook.secret has fewer than 24 bytes")
	for _, fine := range []string{
		"http: {token: " + long + "}", fmt.Sprintf("http: {token_file: %q}", put(t, 0o600, long)), fmt.Sprintf(hook, long),
		"http: {token_file: /nowhere/token}", // there is none to be guessed
	} {
		require.Empty(t, risks(t, fine), fine)
	}
}

// put writes a file of that mode, whatever the umask.
func put(t *testing.T, mode os.FileMode, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "secret")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	require.NoError(t, os.Chmod(file, mode))
	return file
}

func TestATokenOfSeveralThatCanBeGuessedIsWarnedOf(t *testing.T) {
	const two = "http: {tokens: [{name: eyes, token: " + long + ", may: [read]}, {name: shop, %s, may: [intake]}]}"
	oneRisk(t, fmt.Sprintf(two, "token: hush"), "http.tokens.1.token has fewer than 24 bytes")
	oneRisk(t, fmt.Sprintf(two, fmt.Sprintf("token_file: %q", put(t, 0o600, long[1:]))), "http.tokens.1.token_file has fewer than 24 bytes")
	for _, fine := range []string{
		"token: " + long + "x", fmt.Sprintf("token_file: %q", put(t, 0o600, long+"x")), "token_file: /nowhere/token",
	} {
		require.Empty(t, risks(t, fmt.Sprintf(two, fine)), fine)
	}
}

func TestAFileOfASecretThatEverybodyCanReadIsWarnedOf(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("its files have no such modes")
	}
	for key, text := range map[string]string{
		"accounts.main.key_file":    "accounts: {main: {key_file: %q}}",
		"http.token_file":           "http: {token_file: %q}",
		"http.tokens.0.token_file":  "http: {tokens: [{name: shop, token_file: %q, may: [intake]}]}",
		"redis.password_file":       "redis: {url: redis://localhost, password_file: %q}",
		"imports.0.source.key_file": "imports: [{name: a, source: {path: sftp://u@h/x, known_hosts: k, key_file: %q}}]",
	} {
		for mode, says := range map[os.FileMode]string{0o604: "can read", 0o602: "can change", 0o666: "can read and change"} {
			file := put(t, mode, long)
			oneRisk(t, fmt.Sprintf(text, file), fmt.Sprintf("%s names %s, which everybody on this machine %s: chmod o-rwx %s", key, file, says, file))
		}
		require.Empty(t, risks(t, fmt.Sprintf(text, put(t, 0o640, long))), "a group of its own may read")
		require.Empty(t, risks(t, fmt.Sprintf(text, "/nowhere/secret")))
	}
}

func TestASettingsFileWithSecretsThatEverybodyCanReadIsWarnedOf(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("its files have no such modes")
	}
	load := func(text string) []configs.Warning {
		s, _, err := configs.Load(configs.LoadOptions{File: put(t, 0o644, text), Env: []string{"HUSH=" + long}})
		require.NoError(t, err, text)
		return s.Risks()
	}
	for _, text := range []string{
		"accounts: {main: {key: hush}}", "http: {token: " + long + "}", "redis: {url: redis://u:hush@localhost}",
		"imports: [{name: a, source: {url: https://h/x, headers: {X-Shop: hush}}}]",
		"imports: [{name: a, source: {sql: {dsn: postgres://u:hush@h/d, query: select 1}}}]",
	} {
		all := load(text)
		require.Len(t, all, 1, text)
		require.Contains(t, all[0].String(), "holds a secret, and everybody on this machine can read it", text)
	}
	for _, text := range []string{
		"accounts: {main: {key: \"${HUSH}\"}}", "http: {token: \"${HUSH}\"}", "redis: {url: \"redis://u:${HUSH}@localhost\"}",
		"redis: {url: redis://localhost/1}", "imports: [{name: a, fixed: {tag: a@b}, source: {path: /data/x.csv}}]",
	} {
		require.Empty(t, load(text), text)
	}
}

func TestAHeaderWithASecretThatGoesUnencryptedIsWarnedOf(t *testing.T) {
	const source = "imports: [{name: a, source: {url: %s, headers: {%s: hush}}}]"
	for _, header := range []string{"Authorization", "cookie", "X-Api-Key"} {
		oneRisk(t, fmt.Sprintf(source, "http://shop.example/x", header), "imports.0.source.url sends "+header+" unencrypted to shop.example")
	}
	oneRisk(t, "imports: [{name: a, source: {url: \"http://u:hush@shop.example/x\"}}]", "sends a password unencrypted to shop.example")
	for _, fine := range [][2]string{{"https://shop.example/x", "Authorization"}, {"http://127.0.0.1:9/x", "Authorization"}, {"http://shop.example/x", "Accept"}} {
		require.Empty(t, risks(t, fmt.Sprintf(source, fine[0], fine[1])), fine)
	}
}

func TestAWebhookWithoutTLSToAnotherHostIsWarnedOf(t *testing.T) {
	const hook = "accounts: {main: {webhook: {url: %q, secret: " + long + "}}}"
	oneRisk(t, fmt.Sprintf(hook, "http://user:hush@shop.example:81/x?token=hush"), "accounts.main.webhook.url posts outcomes unencrypted to shop.example:81")
	for _, fine := range []string{"https://shop.example/x", "http://localhost:81/x", "http://[::1]/x"} {
		require.Empty(t, risks(t, fmt.Sprintf(hook, fine)), fine)
	}
}

func TestARedisWithoutTLSOnAnotherHostIsWarnedOf(t *testing.T) {
	for _, url := range []string{
		"redis://10.0.0.9:6379/0", "redis://u:${HUSH:-hu@sh}@redis", "redis-sentinel://localhost,10.0.0.9:26379/0?master=m", "redis-cluster://[fd00::9]:7",
	} {
		all := risks(t, fmt.Sprintf("redis: {url: %q}", strings.ReplaceAll(url, "${HUSH:-hu@sh}", "hu%40sh")))
		require.Len(t, all, 1, url)
		require.Contains(t, all[0], "redis.url speaks to ", url)
		require.Contains(t, all[0], "without TLS", url)
	}
	for _, url := range []string{
		"rediss://10.0.0.9", "rediss-cluster://a,b", "unix:///run/redis.sock", "redis://localhost:6379/0", "redis://u:p@127.0.0.1", "redis://[::1]:6379", "redis-cluster://localhost:1,127.0.0.1:2",
	} {
		require.Empty(t, risks(t, fmt.Sprintf("redis: {url: %q}", url)), url)
	}
}
