package redistrouble_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/redistrouble"
)

// reply is an error as a server answers it.
type reply string

func (r reply) Error() string { return string(r) }
func (reply) RedisError()     {}

func TestDiagnose(t *testing.T) {
	for _, c := range []struct {
		err  error
		want redistrouble.Kind
	}{
		{io.EOF, redistrouble.Away},
		{&net.OpError{Op: "dial", Err: errors.New("connection refused")}, redistrouble.Away},
		{&net.OpError{Op: "dial", Err: context.DeadlineExceeded}, redistrouble.Away},
		{&net.OpError{Op: "read", Err: errors.New("i/o timeout")}, redistrouble.Away},
		{&net.DNSError{Err: "no such host"}, redistrouble.Away},
		{errors.New("redis: all sentinels specified in configuration are unreachable: x"), redistrouble.Away},
		{redis.ErrPoolTimeout, redistrouble.Overloaded},
		{reply("ERR max number of clients reached"), redistrouble.Overloaded},
		{reply("LOADING Redis is loading the dataset in memory"), redistrouble.Loading},
		{reply("READONLY You can't write against a read only replica."), redistrouble.ReadOnly},
		{reply("MASTERDOWN Link with MASTER is down"), redistrouble.MasterDown},
		{reply("NOREPLICAS Not enough good replicas to write."), redistrouble.MasterDown},
		{reply("CLUSTERDOWN Hash slot not served"), redistrouble.ClusterDown},
		{reply("OOM command not allowed when used memory > 'maxmemory'."), redistrouble.OutOfMemory},
		{reply("ERR Error running script (call to f_1): @user_script:1: -OOM command not allowed"), redistrouble.OutOfMemory},
		{reply("MISCONF Redis is configured to save RDB snapshots"), redistrouble.DiskFailing},
		{reply("NOAUTH Authentication required."), redistrouble.BadLogin},
		{reply("WRONGPASS invalid username-password pair"), redistrouble.BadLogin},
		{reply("ERR AUTH <password> called without any password configured"), redistrouble.BadLogin},
		{reply("NOPERM this user has no permissions to run the 'info' command"), redistrouble.NoPermission},
		{tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}, redistrouble.BadTLS},
	} {
		trouble, found := redistrouble.Diagnose(fmt.Errorf("take a slot: %w", c.err))
		require.True(t, found, c.err)
		require.Equal(t, c.want, trouble.Kind, c.err)
		require.NotEmpty(t, trouble.String())
	}
}

func TestDiagnoseLeavesOtherErrorsAlone(t *testing.T) {
	for _, err := range []error{
		nil, redis.Nil, redis.ErrClosed, context.Canceled, context.DeadlineExceeded,
		errors.New("something"), reply("WRONGTYPE Operation against a key"), reply("NOSCRIPT No matching script."),
		reply("ERR user_script:1: 5 -3 makes 2"),
		&net.OpError{Op: "listen", Err: errors.New("address already in use")},
	} {
		_, found := redistrouble.Diagnose(err)
		require.False(t, found, err)
	}
}

func TestDiagnoseARealOutage(t *testing.T) {
	server := redistest.RequireReal(t)
	client, err := redisconn.Open(redisconn.Options{URL: server.URL})
	require.NoError(t, err)
	defer client.Close()

	blocked := make(chan error, 1)
	go func() { blocked <- client.BLPop(t.Context(), time.Minute, "nothing").Err() }()
	require.EventuallyWithT(t, func(c *assert.CollectT) {
		require.Equal(c, 1, blockedClients(c, client))
	}, 20*time.Second, 5*time.Millisecond)
	server.Kill()

	for name, err := range map[string]error{"in flight": <-blocked, "new": client.Ping(t.Context()).Err()} {
		trouble, found := redistrouble.Diagnose(err)
		require.True(t, found, "%s: %v", name, err)
		require.Equal(t, redistrouble.Away, trouble.Kind, "%s: %v", name, err)
		require.True(t, trouble.Passing)
	}
	server.Restart()
	require.NoError(t, client.Ping(t.Context()).Err())
}

func blockedClients(t require.TestingT, client redis.UniversalClient) int {
	info := client.InfoMap(context.Background(), "clients").Item("Clients", "blocked_clients")
	var n int
	_, err := fmt.Sscan(info, &n)
	require.NoError(t, err)
	return n
}

func TestDiagnoseOutOfMemoryInAScript(t *testing.T) {
	server := redistest.RequireReal(t, redistest.Args("--maxmemory", "1"))
	err := redis.NewScript(`return redis.call("SET", KEYS[1], "v")`).Run(t.Context(), server.Client(), []string{"k"}).Err()
	trouble, found := redistrouble.Diagnose(err)
	require.True(t, found, err)
	require.Equal(t, redistrouble.OutOfMemory, trouble.Kind)
}
