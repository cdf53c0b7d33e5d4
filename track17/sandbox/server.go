package sandbox

import (
	"net/http"
	"sync"
	"sync/atomic"
)

// Server is the simulated vendor. It is an [http.Handler] for any HTTP server,
// httptest's or [http.Server], keeps everything in memory, starts no goroutine,
// and may be used by many at once.
type Server struct {
	options  Options
	messages messages
	routes   *http.ServeMux
	script   script
	dice     *dice
	offset   atomic.Int64 // nanoseconds that Advance has added to the clock
	unknown  atomic.Int64 // calls with a key that is no account

	mu       sync.RWMutex
	accounts map[string]*account
	standard allowance // what an account begins with

	done  chan struct{}
	close sync.Once
}

// New returns a vendor that has no registrations yet and no faults scripted.
func New(options Options) *Server {
	s := &Server{
		options:  options.complete(),
		messages: vendorMessages(),
		dice:     newDice(options.Seed),
		done:     make(chan struct{}),
	}
	s.forget()
	s.routes = http.NewServeMux()
	s.routes.HandleFunc("POST /track/{version}/{call}", s.serveCall)
	s.routes.HandleFunc("/track/", notFound)
	s.routeControl(s.routes)
	return s
}

// ServeHTTP answers the vendor's calls under /track/ and the control calls
// under /sandbox/. To cut a connection it panics with [http.ErrAbortHandler],
// which net/http's servers understand.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.routes.ServeHTTP(w, r)
}

// Close cuts every call that is being held back, so that the HTTP server in
// front can end; calls that come later are answered without any delay. It may
// be called again, and always returns nil.
func (s *Server) Close() error {
	s.close.Do(func() { close(s.done) })
	return nil
}

// Reset forgets all accounts with their ledgers, clears the script and sets the
// clock right: the server is as [New] returned it. A call that is being
// answered is lost to the new ledgers.
func (s *Server) Reset() {
	s.Clear()
	s.offset.Store(0)
	s.unknown.Store(0)
	s.forget()
}

// forget drops every account.
func (s *Server) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.accounts = map[string]*account{}
	s.standard = newAllowance(s.options)
}
