package metrics

import (
	"bytes"
	"maps"
	"net/http"
	"time"
)

const (
	// gatheredMost is how many scrapes are put together at once. Each is a few
	// milliseconds' work, and anybody may ask.
	gatheredMost = 4
	// answersMost bounds the scrapes in memory, which is where they are until their clients have read them.
	answersMost = 64
	// readWithin is how long a client may take to read its scrape; Prometheus itself waits for ten seconds.
	readWithin = 10 * time.Second
)

// unhurried serves scrapes that are put together in memory first: clients that do
// not read theirs keep nobody else from scraping.
type unhurried struct {
	scrape           http.Handler
	gathered, answer chan struct{} // as long as gatheredMost and answersMost
}

func newUnhurried(scrape http.Handler) unhurried {
	return unhurried{scrape, make(chan struct{}, gatheredMost), make(chan struct{}, answersMost)}
}

// ServeHTTP answers 503 where too many scrapes are being read.
func (u unhurried) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	select {
	case u.answer <- struct{}{}:
		defer func() { <-u.answer }()
	default:
		http.Error(w, "too many scrapes are being read", http.StatusServiceUnavailable)
		return
	}
	held := &inMemory{header: http.Header{}, status: http.StatusOK}
	u.gather(held, r)
	maps.Copy(w.Header(), held.header)
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(readWithin))
	w.WriteHeader(held.status)
	_, _ = w.Write(held.body.Bytes()) // what goes wrong with the connection is the client's to notice
}

// gather waits for its turn, which comes soon: nobody's takes longer than the work.
func (u unhurried) gather(w http.ResponseWriter, r *http.Request) {
	u.gathered <- struct{}{}
	defer func() { <-u.gathered }()
	u.scrape.ServeHTTP(w, r)
}

// inMemory keeps an answer.
type inMemory struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (m *inMemory) Header() http.Header         { return m.header }
func (m *inMemory) WriteHeader(status int)      { m.status = status }
func (m *inMemory) Write(p []byte) (int, error) { return m.body.Write(p) }
