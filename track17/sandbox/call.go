package sandbox

import (
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/trackreg/trackreg/track17"
)

// The calls of 17TRACK that are simulated, as they stand in the path.
const (
	callRegister = "register"
	callQuota    = "getquota"
)

// mostBody bounds what is read of one call.
const mostBody = 16 << 20

// call is one call that an account makes.
type call struct {
	account *account
	name    string // callRegister or callQuota
	modern  bool   // v2.4, which asks for fields of their own in place of param
	body    []byte
	tooLong bool
	at      time.Time // when its rate was counted
	items   []item    // of a register call
}

// serveCall answers one call of the vendor's API. The order is the vendor's:
// the key, the rate, the data.
func (s *Server) serveCall(w http.ResponseWriter, r *http.Request) {
	c, found := newCall(r)
	if !found {
		notFound(w, r)
		return
	}
	c.account = s.account(r.Header.Get("17token"))
	if c.account == nil {
		s.unknown.Add(1)
		s.failure(track17.CodeInvalidKey).write(w)
		return
	}
	if err := c.read(r.Body); err != nil {
		panic(http.ErrAbortHandler) // the client went away while it was sending
	}
	if !s.wait(r.Context(), s.options.Jitter.pick(s.dice)) {
		panic(http.ErrAbortHandler)
	}
	answer, admitted := s.answer(c)
	if admitted && !s.wait(r.Context(), s.options.Service.pick(s.dice)) {
		panic(http.ErrAbortHandler)
	}
	s.deliver(w, r, answer)
}

// answer counts the call's rate, carries it out and writes it in the ledger.
func (s *Server) answer(c *call) (answer *reply, admitted bool) {
	c.at, admitted = c.account.admit(s.Now)
	switch {
	case !admitted:
		return s.refuse(c), false
	case c.name == callQuota:
		return s.getQuota(c), true
	default:
		return s.register(c), true
	}
}

// refuse answers a call over the rate. What it holds is not looked at.
func (s *Server) refuse(c *call) *reply {
	answer := s.throttled()
	c.account.mu.Lock()
	defer c.account.mu.Unlock()
	c.account.ledger.record(c, answer)
	return answer
}

// newCall reads the path. It reports false for a call that is not simulated.
func newCall(r *http.Request) (*call, bool) {
	c := &call{name: r.PathValue("call")}
	if c.name != callRegister && c.name != callQuota {
		return nil, false
	}
	switch r.PathValue("version") {
	case "v1", "v2", "v2.1", "v2.2":
	case "v2.4":
		c.modern = true
	default:
		return nil, false
	}
	return c, true
}

// read takes in the body. All of it is read before anything else is done, since
// net/http notices only then that a client goes away.
func (c *call) read(body io.ReadCloser) error {
	var tooLong *http.MaxBytesError
	var err error
	c.body, err = io.ReadAll(http.MaxBytesReader(nil, body, mostBody))
	if errors.As(err, &tooLong) {
		c.tooLong = true
		return nil
	}
	return err
}

// notFound is the vendor's answer to a wrong URL: a status, and no JSON.
func notFound(w http.ResponseWriter, _ *http.Request) {
	http.Error(w, "Incorrect request URL.", http.StatusNotFound)
}
