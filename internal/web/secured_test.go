package web_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/web"
)

// swallow reads the whole body, and says how that ended.
var swallow = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	_, err := io.Copy(io.Discard, r.Body)
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		w.WriteHeader(http.StatusRequestEntityTooLarge)
	}
})

func TestWhatOthersMadeIsServedLikeTheRest(t *testing.T) {
	r := serve(t, redistest.Embedded(t), func(o *web.Options) { o.Page, o.Monitor, o.Metrics = swallow, swallow, swallow })
	large := strings.Repeat("x", 1<<20+1)
	for path, anonymously := range map[string]int{"/": 401, "/of/the/page": 401, "/asynqmon/": 401, "/asynqmon/api/queues": 401, "/metrics": 200} {
		require.Equal(t, anonymously, r.do("GET", path, "", anonymous).status, path)
		p := r.do("GET", path, "")
		require.Equal(t, http.StatusOK, p.status, path)
		for name, value := range map[string]string{
			"Content-Security-Policy":      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
			"X-Content-Type-Options":       "nosniff",
			"X-Frame-Options":              "DENY",
			"Referrer-Policy":              "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin",
			"Cache-Control":                "no-store",
		} {
			require.Equal(t, value, p.header.Get(name), path)
		}
		require.Equal(t, http.StatusOK, r.do("POST", path, large[:1<<20]).status, path)
		require.Equal(t, http.StatusRequestEntityTooLarge, r.do("POST", path, large).status, path)
	}
}

func TestNothingOfOthersIsNothing(t *testing.T) {
	r := serve(t, redistest.Embedded(t))
	for _, path := range []string{"/", "/asynqmon/", "/metrics"} {
		p := r.do("GET", path, "")
		require.Equal(t, http.StatusNotFound, p.status)
		require.NotEmpty(t, p.answered(t).Mend)
	}
}
