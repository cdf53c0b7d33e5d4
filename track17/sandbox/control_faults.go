package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// writtenFault is a fault as it is written in JSON, with its time as text.
type writtenFault struct {
	Fault
	For    string `json:"for,omitempty"`
	Struck int    `json:"struck,omitempty"` // read only
}

// postFaults adds a fault, or an array of them, to the script.
func (s *Server) postFaults(w http.ResponseWriter, r *http.Request) {
	var body json.RawMessage
	if !decode(w, r, &body) {
		return
	}
	faults, err := readFaults(body)
	if err == nil {
		err = s.Script(faults...)
	}
	if err != nil {
		refuse(w, err)
		return
	}
	respond(w, map[string]int{"added": len(faults)})
}

// readFaults reads one fault or an array of them.
func readFaults(body []byte) ([]Fault, error) {
	if !bytes.HasPrefix(bytes.TrimSpace(body), []byte("[")) {
		body = append(append([]byte("["), body...), ']')
	}
	var written []writtenFault
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&written); err != nil {
		return nil, fmt.Errorf("reading the faults: %w", err)
	}
	faults := make([]Fault, 0, len(written))
	for i, each := range written {
		fault, err := each.read()
		if err != nil {
			return nil, fmt.Errorf("fault %d: %w", i+1, err)
		}
		faults = append(faults, fault)
	}
	return faults, nil
}

func (f writtenFault) read() (Fault, error) {
	if f.For == "" {
		return f.Fault, nil
	}
	held, err := time.ParseDuration(f.For)
	if err != nil {
		return Fault{}, fmt.Errorf("for %q: write it as 500ms or 30s: %w", f.For, err)
	}
	f.Fault.For = held
	return f.Fault, nil
}

// getFaults lists the script. Keys are masked.
func (s *Server) getFaults(w http.ResponseWriter, _ *http.Request) {
	written := []writtenFault{}
	for _, standing := range s.Faults() {
		each := writtenFault{Fault: standing.Fault, Struck: standing.Struck}
		if each.Key != "" {
			each.Key = maskKey(each.Key)
		}
		if each.Fault.For > 0 {
			each.For = each.Fault.For.String()
		}
		written = append(written, each)
	}
	respond(w, written)
}

// deleteFaults removes the faults named by ?name=, or all of them.
func (s *Server) deleteFaults(w http.ResponseWriter, r *http.Request) {
	respond(w, map[string]int{"removed": s.Clear(r.URL.Query()["name"]...)})
}
