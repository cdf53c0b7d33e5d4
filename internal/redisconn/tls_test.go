package redisconn_test

import (
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/redistrouble"
)

func TestOpenWithTLS(t *testing.T) {
	server := redistest.RequireReal(t, redistest.TLS())
	url := "rediss://" + server.TLS.Addr

	trusting, err := redisconn.Open(redisconn.Options{URL: url, CAFile: server.TLS.CAFile})
	require.NoError(t, err)
	defer trusting.Close()
	require.NoError(t, trusting.Ping(t.Context()).Err())

	doubting, err := redisconn.Open(redisconn.Options{URL: url})
	require.NoError(t, err)
	defer doubting.Close()
	trouble, found := redistrouble.Diagnose(doubting.Ping(t.Context()).Err())
	require.True(t, found)
	require.Equal(t, redistrouble.BadTLS, trouble.Kind)
}

func TestTLSAgainstAServerWithoutItIsDiagnosed(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	served := make(chan struct{})
	go func() {
		defer close(served)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Write([]byte("-ERR unknown command\r\n"))
			_ = conn.Close()
		}
	}()
	defer func() { _ = listener.Close(); <-served }()

	client, err := redisconn.Open(redisconn.Options{URL: "rediss://" + listener.Addr().String()})
	require.NoError(t, err)
	defer client.Close()
	err = client.Ping(t.Context()).Err()
	trouble, found := redistrouble.Diagnose(err)
	require.True(t, found, err)
	require.Equal(t, redistrouble.BadTLS, trouble.Kind, err)
}
