package redisconn_test

import (
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/gathering"
	"github.com/trackreg/trackreg/internal/redisconn"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/redistrouble"
)

var uses = []redisconn.Use{
	{Args: []any{"hset", "asynq:t", "f", "v"}, Key: "asynq:t"},
	{Args: []any{"set", "other", "v"}, Key: "other"},
	{Args: []any{"publish", "asynq:cancel", "x"}},
	{Args: []any{"publish", "news", "x"}},
	{Args: []any{"flushall"}},
	{Args: []any{"no-such-command"}},
}

// userOf adds a user with these rights and returns a client of it.
func userOf(t *testing.T, server *redistest.Server, rights string) redis.UniversalClient {
	t.Helper()
	rules := append([]string{"on", ">secret", "resetchannels"}, strings.Fields(rights)...)
	require.NoError(t, server.Client().ACLSetUser(t.Context(), "worker", rules...).Err())
	client, err := redisconn.Open(redisconn.Options{URL: "redis://worker:secret@" + server.Addr})
	require.NoError(t, err)
	t.Cleanup(func() { _ = client.Close() })
	return client
}

func TestRefusalsSayWhatTheACLForbidsAndChangeNothing(t *testing.T) {
	server := redistest.RequireReal(t)
	client := userOf(t, server, redistrouble.WorkerACL)
	for _, asked := range []redis.UniversalClient{client, gathering.New(client)} {
		refusals, err := redisconn.Refusals(t.Context(), asked, uses)
		require.NoError(t, err)
		require.Equal(t, []redisconn.Refusal{
			{Use: uses[1], Denied: redisconn.DeniedKey},
			{Use: uses[3], Denied: redisconn.DeniedChannel},
			{Use: uses[4], Denied: redisconn.DeniedCommand},
		}, refusals)
	}
	require.Equal(t, "flushall", redisconn.Refusal{Use: uses[4]}.Command())

	admin := server.Client()
	refusals, err := redisconn.Refusals(t.Context(), admin, uses)
	require.NoError(t, err)
	require.Empty(t, refusals)
	require.Zero(t, admin.DBSize(t.Context()).Val(), "nothing was carried out")
}

func TestRefusalsWithoutTransactions(t *testing.T) {
	server := redistest.RequireReal(t)
	for _, rights := range []string{"~* &* +@all -multi", "~* &* +@all -discard"} {
		refusals, err := redisconn.Refusals(t.Context(), userOf(t, server, rights), uses[:1])
		require.NoError(t, err)
		if strings.Contains(rights, "multi") {
			require.Len(t, refusals, 1)
			require.Equal(t, "multi", refusals[0].Command())
		}
		require.Zero(t, server.Client().DBSize(t.Context()).Val())
	}
}

func TestRefusalsOfACluster(t *testing.T) {
	server := startCluster(t)
	client, err := redisconn.Open(redisconn.Options{URL: "redis-cluster://" + server.Addr})
	require.NoError(t, err)
	defer client.Close()
	refusals, err := redisconn.Refusals(t.Context(), client, uses)
	require.NoError(t, err)
	require.Empty(t, refusals)
}

func TestRefusalsOfAServerAwayAreAnError(t *testing.T) {
	server := redistest.RequireReal(t)
	client := server.Client()
	server.Kill()
	_, err := redisconn.Refusals(t.Context(), client, uses)
	trouble, found := redistrouble.Diagnose(err)
	require.True(t, found)
	require.Equal(t, redistrouble.Away, trouble.Kind)
}
