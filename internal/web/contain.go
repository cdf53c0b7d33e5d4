package web

import (
	"net/http"
	"runtime/debug"

	"github.com/rs/zerolog"

	"github.com/trackreg/trackreg/internal/web/problem"
)

// contain keeps a panic to its request: 500, or a cut answer where one has
// begun, and the stack in the log.
func contain(log zerolog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun := &begun{ResponseWriter: w}
		defer func() {
			cause := recover()
			if cause == nil {
				return
			}
			if cause == http.ErrAbortHandler {
				panic(cause)
			}
			log.Error().Interface("panic", cause).Bytes("stack", debug.Stack()).
				Str("method", r.Method).Str("path", r.URL.Path).Msg("web: a request failed")
			if begun.yes {
				panic(http.ErrAbortHandler)
			}
			problem.Problem{
				Error: "an error of the program's own", Mend: "see the worker's log; to repeat the request is safe",
			}.Write(w, http.StatusInternalServerError)
		}()
		next.ServeHTTP(begun, r)
	})
}

// begun knows whether the answer has begun.
type begun struct {
	http.ResponseWriter
	yes bool
}

func (b *begun) WriteHeader(status int) {
	b.yes = true
	b.ResponseWriter.WriteHeader(status)
}

func (b *begun) Write(p []byte) (int, error) {
	b.yes = true
	return b.ResponseWriter.Write(p)
}

// Unwrap is how http.ResponseController finds what is wrapped.
func (b *begun) Unwrap() http.ResponseWriter { return b.ResponseWriter }
