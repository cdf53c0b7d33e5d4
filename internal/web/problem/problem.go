// Package problem is how everything that serves HTTP here answers an error.
package problem

import (
	"encoding/json"
	"net/http"
)

// Problem says what is wrong and what to do about it.
type Problem struct {
	Error string `json:"error"`
	Mend  string `json:"mend"`
}

// Write answers with the problem alone, as JSON. What goes wrong with the
// connection is the client's to notice.
func (p Problem) Write(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(p)
}
