package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/web"
)

func TestAskHealth(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		ready  bool
		wrong  string
	}{
		"alive":             {200, `{"status":"ok","program":"trackreg"}`, false, ""},
		"ready":             {200, `{"status":"ready"}`, true, ""},
		"unready":           {503, `{"status":"unready","why":"Redis does not answer"}`, true, "the worker is unready: Redis does not answer"},
		"another program":   {200, `{"status":"ok"}`, false, "no trackreg"},
		"not even JSON":     {200, `<html>`, true, "no trackreg"},
		"an endless answer": {200, `{"status":"` + strings.Repeat("x", 1<<16) + `"}`, true, "no trackreg"},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
				require.Equal(t, map[bool]string{false: "/healthz", true: "/readyz"}[c.ready], q.URL.Path)
				w.WriteHeader(c.status)
				_, _ = w.Write([]byte(c.body))
			}))
			defer server.Close()
			listen := strings.TrimPrefix(server.URL, "http://")
			_, port, _ := strings.Cut(listen, ":")
			for _, address := range []string{listen, ":" + port, "0.0.0.0:" + port} {
				err := web.AskHealth(t.Context(), address, c.ready)
				if c.wrong == "" {
					require.NoError(t, err, address)
				} else {
					require.ErrorContains(t, err, c.wrong, address)
				}
			}
		})
	}
}

func TestAskHealthOfNobody(t *testing.T) {
	require.ErrorIs(t, web.AskHealth(t.Context(), "", false), web.ErrNotServed)
	require.ErrorContains(t, web.AskHealth(t.Context(), "127.0.0.1:1", false), "no worker answers on http.listen 127.0.0.1:1")
	require.Error(t, web.AskHealth(t.Context(), "nonsense", false))
}
