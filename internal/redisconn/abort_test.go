package redisconn_test

import (
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/redistrouble"
)

// TestDiagnoseATransaction has Redis refuse the commands of a transaction one by
// one; EXEC then says only that it was discarded.
func TestDiagnoseATransaction(t *testing.T) {
	server := redistest.RequireReal(t)
	require.NoError(t, server.Client().ConfigSet(t.Context(), "maxmemory", "1").Err())
	client, err := redisconn.Open(redisconn.Options{URL: server.URL})
	require.NoError(t, err)
	defer client.Close()
	_, err = client.TxPipelined(t.Context(), func(p redis.Pipeliner) error {
		p.XAdd(t.Context(), &redis.XAddArgs{Stream: "s", Values: []string{"k", "v"}})
		p.HDel(t.Context(), "h", "f")
		return nil
	})
	trouble, found := redistrouble.Diagnose(err)
	require.True(t, found, err)
	require.Equal(t, redistrouble.OutOfMemory, trouble.Kind)
}
