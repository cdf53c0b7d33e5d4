//go:build unix

package web_test

import (
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/web"
)

// TestHealthIsToldWhileTheTokensFileHangs has a pipe in its place to which nobody writes.
func TestHealthIsToldWhileTheTokensFileHangs(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	require.NoError(t, os.WriteFile(file, []byte(token), 0o600))
	source, err := configs.HTTP{TokenFile: file}.TokenSource()
	require.NoError(t, err)
	r := serve(t, redistest.Embedded(t), func(o *web.Options) { o.Token = source.Get })
	require.NoError(t, os.Remove(file))
	require.NoError(t, syscall.Mkfifo(file, 0o600))
	other, err := os.OpenFile(file, os.O_RDWR, 0)
	require.NoError(t, err)
	defer func() { require.NoError(t, other.Close()) }()
	require.Equal(t, http.StatusOK, r.do("GET", "/healthz", "").status)
	require.Equal(t, http.StatusOK, r.do("GET", "/readyz", "").status)
	require.Equal(t, http.StatusAccepted, r.post("", `{"number":"RR123456785CN"}`).status, "the token that was read last holds")
}
