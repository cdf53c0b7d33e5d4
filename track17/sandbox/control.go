package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// mostControl bounds the body of a control call.
const mostControl = 1 << 20

// routeControl adds the calls by which people, and tests in other processes,
// steer the sandbox and read its ledger. They ask for no key.
func (s *Server) routeControl(routes *http.ServeMux) {
	routes.HandleFunc("GET /{$}", s.getUsage)
	routes.HandleFunc("GET /sandbox/{$}", s.getUsage)
	routes.HandleFunc("GET /sandbox/faults", s.getFaults)
	routes.HandleFunc("POST /sandbox/faults", s.postFaults)
	routes.HandleFunc("DELETE /sandbox/faults", s.deleteFaults)
	routes.HandleFunc("POST /sandbox/quota", s.postQuota)
	routes.HandleFunc("POST /sandbox/clock", s.postClock)
	routes.HandleFunc("POST /sandbox/reset", s.postReset)
	routes.HandleFunc("GET /sandbox/ledger", s.getLedger)
	routes.HandleFunc("GET /sandbox/ledger/calls", s.getLedgerCalls)
	routes.HandleFunc("GET /sandbox/ledger/numbers", s.getLedgerNumbers)
}

// postQuota changes a quota: {"key":"demo","remain":10}.
func (s *Server) postQuota(w http.ResponseWriter, r *http.Request) {
	var wanted struct {
		Key string `json:"key"`
		QuotaChange
	}
	if !decode(w, r, &wanted) {
		return
	}
	if err := s.SetQuota(wanted.Key, wanted.QuotaChange); err != nil {
		refuse(w, err)
		return
	}
	respond(w, struct{}{})
}

// postClock moves the clock: {"advance":"24h"}.
func (s *Server) postClock(w http.ResponseWriter, r *http.Request) {
	var wanted struct {
		Advance string `json:"advance"`
	}
	if !decode(w, r, &wanted) {
		return
	}
	by, err := time.ParseDuration(wanted.Advance)
	if err != nil {
		refuse(w, fmt.Errorf("advance %q: write it as 90s or 24h: %w", wanted.Advance, err))
		return
	}
	s.Advance(by)
	respond(w, map[string]time.Time{"now": s.Now()})
}

// postReset makes the server as new.
func (s *Server) postReset(w http.ResponseWriter, _ *http.Request) {
	s.Reset()
	respond(w, struct{}{})
}

// decode reads the body of a control call. It answers the call, and reports
// false, if that is wrong.
func decode(w http.ResponseWriter, r *http.Request, into any) bool {
	body := json.NewDecoder(http.MaxBytesReader(w, r.Body, mostControl))
	body.DisallowUnknownFields()
	err := body.Decode(into)
	if err == nil && body.More() {
		err = errors.New("there is more behind the first value")
	}
	if errors.Is(err, io.EOF) {
		err = errors.New("the body is empty")
	}
	if err != nil {
		refuse(w, fmt.Errorf("reading the body as JSON: %w", err))
		return false
	}
	return true
}

// refuse answers a control call that was wrong.
func refuse(w http.ResponseWriter, err error) {
	w.Header().Set("Content-Type", kindJSON)
	w.WriteHeader(http.StatusBadRequest)
	_ = json.NewEncoder(w).Encode(map[string]string{"error": err.Error()})
}

// respond answers a control call.
func respond(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", kindJSON)
	_ = json.NewEncoder(w).Encode(value) // a client that went away wants no answer
}
