package web

import (
	"context"
	"net/http"
	"time"

	"github.com/trackreg/trackreg/internal/redistrouble"
)

// pingTimeout bounds the wait for Redis of a health check, whose own limit is
// often a second or two.
const pingTimeout = time.Second

// program is what /healthz says it is of.
const program = "trackreg"

// routeHealth serves the health checks. A closed gate is not unready: the
// numbers that come wait for it.
func routeHealth(mux *http.ServeMux, o Options) {
	mux.Handle("/healthz", methods{http.MethodGet: func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, health{Status: "ok", Program: program})
	}})
	mux.Handle("/readyz", methods{http.MethodGet: func(w http.ResponseWriter, r *http.Request) {
		if why := unready(r.Context(), o); why != "" {
			writeJSON(w, http.StatusServiceUnavailable, health{Status: "unready", Why: why})
			return
		}
		writeJSON(w, http.StatusOK, health{Status: "ready", Unserved: unserved(r.Context(), o)})
	}})
}

// health is the answer of a health check.
type health struct {
	Status  string `json:"status"`
	Program string `json:"program,omitempty"` // of /healthz, by which ours is told from others
	Why     string `json:"why,omitempty"`
	// Unserved says which accounts nobody works for. Who serves no numbers himself is ready all the
	// same: that is no reason to have nobody see the page.
	Unserved []string `json:"unserved,omitempty"`
}

// unserved says which accounts nobody works for, as far as that can be found out.
func unserved(ctx context.Context, o Options) []string {
	if o.Unserved == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, pingTimeout)
	defer cancel()
	all, err := o.Unserved(ctx)
	if err != nil {
		return []string{"who serves the accounts could not be read"}
	}
	return all
}

// unready returns why numbers that came now would not be worked on; "" if they would.
func unready(ctx context.Context, o Options) string {
	ctx, cancel := context.WithTimeout(ctx, pingTimeout)
	defer cancel()
	if err := o.Redis.Ping(ctx).Err(); err != nil {
		if trouble, ok := redistrouble.Diagnose(err); ok {
			return trouble.Advice
		}
		return "Redis does not answer in time"
	}
	if o.Ready != nil && !o.Ready() {
		return "the worker does not take numbers from the queues: it is starting or stopping"
	}
	return ""
}
