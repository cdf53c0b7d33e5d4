package web

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/trackreg/trackreg/internal/web/problem"
)

// newHandler puts the routes together, behind what holds for all of them.
// loopback says whether only this machine can ask; stopping ends when the server is to.
func newHandler(o Options, loopback bool, stopping context.Context) http.Handler {
	mux := http.NewServeMux()
	routeHealth(mux, o)
	routeDescription(mux)
	routeFiles(mux, routeNumbers(mux, o, stopping), o)
	routeOthers(mux, o)

	guarded := newGuard(o, loopback).wrap(mux)
	return contain(o.Log, secured(bounded(guarded)))
}

// bodyOfOthers bounds what is read of a body by a handler that others made, in bytes.
const bodyOfOthers = 1 << 20

// routeOthers serves what was made elsewhere.
func routeOthers(mux *http.ServeMux, o Options) {
	for path, handler := range map[string]http.Handler{"/": o.Page, "/asynqmon/": o.Monitor, "/metrics": o.Metrics} {
		if handler != nil {
			mux.Handle(path, http.MaxBytesHandler(handler, bodyOfOthers))
		}
	}
	if o.Page == nil {
		mux.HandleFunc("/", notFound)
	}
}

// methods is a resource: what is done by which method. HEAD is GET without a body.
type methods map[string]http.HandlerFunc

// ServeHTTP answers 405, with what is allowed, to all other methods.
func (m methods) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	method := r.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	if do, ok := m[method]; ok {
		do(w, r)
		return
	}
	allowed := slices.Sorted(maps.Keys(m))
	if _, ok := m[http.MethodGet]; ok {
		allowed = append(allowed, http.MethodHead)
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	problem.Problem{
		Error: r.Method + " is not done here", Mend: "use " + strings.Join(allowed, " or "),
	}.Write(w, http.StatusMethodNotAllowed)
}

func notFound(w http.ResponseWriter, r *http.Request) {
	problem.Problem{
		Error: "there is nothing at this path", Mend: "see /api/v1/openapi.json",
	}.Write(w, http.StatusNotFound)
}
