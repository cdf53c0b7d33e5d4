package redisconn_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/redistrouble"
)

func TestCheckARealServer(t *testing.T) {
	server := redistest.RequireReal(t, redistest.AppendOnly())
	health, err := redisconn.Check(t.Context(), server.Client())
	require.NoError(t, err)
	require.NotEmpty(t, health.Version)
	require.Empty(t, health.Findings)
}

func TestCheckFindsEvictionAndNoPersistence(t *testing.T) {
	server := redistest.RequireReal(t, redistest.Args("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru"))
	health, err := redisconn.Check(t.Context(), server.Client())
	require.NoError(t, err)
	require.Len(t, health.Findings, 2)
	require.True(t, health.Findings[0].Serious)
	require.Contains(t, health.Findings[0].String(), "noeviction")
	require.True(t, health.Findings[1].Serious, "CONFIG says that there are no snapshots either")
	require.Contains(t, health.Findings[1].String(), "appendonly yes")
	require.Equal(t, "allkeys-lru", health.Nodes[0].Policy)
	require.EqualValues(t, 100<<20, health.Nodes[0].Memory.Most)
}

func TestCheckNeedsNoMoreThanInfo(t *testing.T) {
	server := redistest.RequireReal(t)
	admin := server.Client()
	require.NoError(t, admin.ACLSetUser(t.Context(), "worker",
		"on", ">secret", "~asynq:*", "~trackreg:*", "&asynq:cancel", "+@all", "-@admin", "-@dangerous", "+info").Err())
	client, err := redisconn.Open(redisconn.Options{URL: "redis://worker:secret@" + server.Addr})
	require.NoError(t, err)
	defer client.Close()
	health, err := redisconn.Check(t.Context(), client)
	require.NoError(t, err)
	require.Len(t, health.Findings, 1)
	require.False(t, health.Findings[0].Serious, "without CONFIG nobody knows of snapshots")

	trouble, found := redistrouble.Diagnose(client.Get(t.Context(), "foreign").Err())
	require.True(t, found)
	require.Equal(t, redistrouble.NoPermission, trouble.Kind)
}

func TestCheckOfAServerAwayIsAnError(t *testing.T) {
	server := redistest.RequireReal(t)
	client := server.Client()
	server.Kill()
	_, err := redisconn.Check(t.Context(), client)
	trouble, found := redistrouble.Diagnose(err)
	require.True(t, found)
	require.Equal(t, redistrouble.Away, trouble.Kind)
}
