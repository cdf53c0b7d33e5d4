package redisconn_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/redistrouble"
)

func TestOpenReachesTheDatabaseNamed(t *testing.T) {
	server := redistest.Start(t)
	client, err := redisconn.Open(redisconn.Options{URL: "redis://" + server.Addr + "/3"})
	require.NoError(t, err)
	defer client.Close()
	require.NoError(t, client.Set(t.Context(), "k", "v", 0).Err())

	require.EqualValues(t, 0, server.Client().Exists(t.Context(), "k").Val())
	name, err := client.ClientGetName(t.Context()).Result()
	require.NoError(t, err)
	require.Equal(t, "trackreg", name)
}

func TestOpenOnAUnixSocket(t *testing.T) {
	// Not t.TempDir: a socket's path may have only about a hundred characters.
	dir, err := os.MkdirTemp("", "redisconn")
	require.NoError(t, err)
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "redis.sock")
	redistest.RequireReal(t, redistest.Args("--unixsocket", path))

	client, err := redisconn.Open(redisconn.Options{URL: "unix://" + path + "?db=1"})
	require.NoError(t, err)
	defer client.Close()
	require.NoError(t, client.Ping(t.Context()).Err())
}

func TestOpenReadsThePasswordFileForEveryConnection(t *testing.T) {
	server := redistest.RequireReal(t)
	file := filepath.Join(t.TempDir(), "password")
	require.NoError(t, os.WriteFile(file, []byte("first\n"), 0o600))
	admin := server.Client()
	require.NoError(t, admin.ConfigSet(t.Context(), "requirepass", "second").Err())

	client, err := redisconn.Open(redisconn.Options{URL: server.URL, PasswordFile: file})
	require.NoError(t, err)
	defer client.Close()
	trouble, found := redistrouble.Diagnose(client.Ping(t.Context()).Err())
	require.True(t, found)
	require.Equal(t, redistrouble.BadLogin, trouble.Kind)

	require.NoError(t, os.WriteFile(file, []byte("second\r\n"), 0o600))
	require.NoError(t, client.Ping(t.Context()).Err(), "the mended file needs no restart")
}

func TestOpenSaysWhatIsWrongWithTheFiles(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty")
	require.NoError(t, os.WriteFile(empty, []byte("\n"), 0o600))
	for says, o := range map[string]redisconn.Options{
		"keep one of them":         {URL: "redis://u:secret@h", PasswordFile: empty},
		"is empty":                 {URL: "redis://h", PasswordFile: empty},
		"read the redis password_": {URL: "redis://h", PasswordFile: empty + "x"},
		"begin it with rediss":     {URL: "redis://h", CAFile: empty},
		"holds no PEM certificate": {URL: "rediss://h", CAFile: empty},
		"read the redis ca_file":   {URL: "rediss://h", CAFile: empty + "x"},
	} {
		_, err := redisconn.Open(o)
		require.ErrorContains(t, err, says)
		require.NotContains(t, err.Error(), "secret")
	}
}

func TestEmbeddedStartsEmptyEachTime(t *testing.T) {
	first, err := redisconn.StartEmbedded()
	require.NoError(t, err)
	defer first.Close()
	second, err := redisconn.StartEmbedded()
	require.NoError(t, err)
	defer second.Close()
	require.NoError(t, first.Client().Set(t.Context(), "k", "v", 0).Err())
	require.EqualValues(t, 0, second.Client().Exists(t.Context(), "k").Val())
}

func TestEmbeddedIsGoneAfterClose(t *testing.T) {
	server, err := redisconn.StartEmbedded()
	require.NoError(t, err)
	require.NoError(t, server.Close())
	require.Error(t, server.Client().Ping(t.Context()).Err())
}
