package backend_test

import (
	"context"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/backend"
	"github.com/trackreg/trackreg/track17"
	"github.com/trackreg/trackreg/track17/sandbox"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// real are settings that nothing must touch with a sandbox.
func real() configs.Settings {
	s := configs.Defaults()
	s.Redis.URL = "redis://127.0.0.1:1/0"
	account := s.Accounts[configs.MainAccount]
	account.Key, account.BaseURL = "precious", "http://127.0.0.1:1/track/v2.4"
	s.Accounts["shop"] = account
	return s
}

func TestASandboxTouchesNothingThatIsConfigured(t *testing.T) {
	b, err := backend.Open(real(), backend.Sandbox, "shop")
	require.NoError(t, err)
	defer func() { require.NoError(t, b.Close()) }()
	require.NoError(t, b.Ping(t.Context()), "its Redis is its own")
	require.False(t, b.Settings.Redis.Configured())
	require.Len(t, b.Settings.Accounts, 1)
	account := b.Settings.Accounts["shop"]
	require.NotEqual(t, "precious", account.Key.Reveal())

	client := track17.NewClient(track17.Options{BaseURL: account.BaseURL, Key: account.Key.Reveal, Transport: b.Transport})
	answer := client.Do(t.Context(), track17.Register(), []track17.CallItem{{Number: "RR123456785CN", Body: []byte(`{"number":"RR123456785CN"}`)}})
	require.Nil(t, answer.Fault)
	require.True(t, answer.Items[0].Accepted)
}

func TestASandboxStandsForEveryAccountWhereNoneIsNamed(t *testing.T) {
	b, err := backend.Open(real(), backend.Sandbox, "")
	require.NoError(t, err)
	keys := map[string]bool{}
	for name, account := range b.Settings.Accounts {
		require.NotEqual(t, "precious", account.Key.Reveal(), name)
		keys[account.Key.Reveal()] = true
	}
	require.Len(t, keys, 2, "one each, so that none is over another's rate")

	addr, err := b.ServeRedis(t.Context(), "127.0.0.1:0")
	require.NoError(t, err)
	client := redis.NewClient(&redis.Options{Addr: addr.String()})
	require.NoError(t, client.Ping(t.Context()).Err())
	require.NoError(t, client.Close())
	require.NoError(t, b.Close())
	_, err = net.Dial("tcp", addr.String())
	require.Error(t, err, "it ends with the backend")

	real, err := backend.Open(real(), backend.Configured, "")
	require.NoError(t, err)
	_, err = real.ServeRedis(t.Context(), "127.0.0.1:0")
	require.ErrorContains(t, err, "not embedded")
	require.NoError(t, real.Close())
}

func TestModes(t *testing.T) {
	none := configs.Defaults()
	for name, c := range map[string]struct {
		settings configs.Settings
		mode     backend.Mode
		embedded bool
		fails    error
	}{
		"configured":              {real(), backend.Configured, false, nil},
		"configured without one":  {none, backend.Configured, false, backend.ErrNoRedis},
		"fallback with one":       {real(), backend.Fallback, false, nil},
		"fallback without one":    {none, backend.Fallback, true, nil},
		"embedded, whatever else": {real(), backend.Embedded, true, nil},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := backend.Open(c.settings, c.mode, "")
			require.ErrorIs(t, err, c.fails)
			if err != nil {
				return
			}
			require.Equal(t, c.embedded, b.Embedded)
			require.False(t, b.Sandbox)
			require.NoError(t, b.Close())
		})
	}
}

func TestARedisThatCannotBeOpenedIsAnErrorOfTheSettings(t *testing.T) {
	s := configs.Defaults()
	s.Redis.URL = "redis://h:port/0"
	_, err := backend.Open(s, backend.Configured, "")
	var wrong *backend.SettingsError
	require.ErrorAs(t, err, &wrong)
}

func TestServeSandboxAnswersUntilItsContextEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	said := make(chan string, 1)
	ended := make(chan error, 1)
	go func() { ended <- backend.ServeSandbox(ctx, "127.0.0.1:0", sandbox.Options{}, writer(said)) }()
	usage := <-said
	base := strings.TrimSpace(strings.Split(strings.Split(usage, "base_url:")[1], "\n")[0])
	client := track17.NewClient(track17.Options{BaseURL: base, Key: func() string { return "demo" }})
	_, err := client.Quota(t.Context())
	require.NoError(t, err)
	client.CloseIdleConnections()
	cancel()
	require.NoError(t, <-ended)
	_, err = http.Get(base)
	require.Error(t, err)
	require.ErrorContains(t, backend.ServeSandbox(t.Context(), "nowhere:x", sandbox.Options{}, writer(said)), "run the sandbox")
}

// writer hands on the first thing that is written.
type writer chan string

func (w writer) Write(p []byte) (int, error) {
	select {
	case w <- string(p):
	default:
	}
	return len(p), nil
}
