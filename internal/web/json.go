package web

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// writeJSON answers with a value that can always be encoded. What goes wrong
// with the connection is the client's to notice.
func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value)
}

// askLater tells the client when to try again.
func askLater(w http.ResponseWriter, after time.Duration) {
	w.Header().Set("Retry-After", strconv.Itoa(int(after/time.Second)))
}
