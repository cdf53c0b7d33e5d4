package web

import (
	_ "embed"
	"net/http"
)

// description is the OpenAPI 3.1 document of what is stable here, which the
// tests hold the handlers to.
//
//go:embed openapi.json
var description []byte

func routeDescription(mux *http.ServeMux) {
	mux.Handle("/api/v1/openapi.json", methods{http.MethodGet: func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(description)
	}})
}
