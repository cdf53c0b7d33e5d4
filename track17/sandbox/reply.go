package sandbox

import (
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/trackreg/trackreg/track17"
)

// reply is an answer in the making.
type reply struct {
	status     int
	code       track17.Code // of the whole call
	data       any          // of the body, until it is encoded
	text       string       // the body, if kind says that it is not code and data
	kind       string       // the Content-Type of text; "": the body is JSON
	retryAfter string
	location   string
	fault      *Fault // the whole call's, if one struck
	throttled  bool   // the call was over the rate

	accepted, rejected, repeats int // carried out, whatever the answer says
}

// The kinds of body.
const (
	kindJSON = "application/json; charset=utf-8"
	kindHTML = "text/html; charset=utf-8"
	kindText = "text/plain; charset=utf-8"
)

// replace puts another body in the place of code and data.
func (a *reply) replace(kind, text string) {
	a.kind, a.text, a.code, a.data = kind, text, track17.CodeSuccess, nil
}

// envelope is the outer form of every answer.
type envelope struct {
	Code track17.Code `json:"code"`
	Data any          `json:"data,omitempty"`
}

// problem is one error of a call or an item.
type problem struct {
	Code    track17.Code `json:"code"`
	Message string       `json:"message"`
}

// failed is the data of a call that failed as a whole.
type failed struct {
	Errors []problem `json:"errors"`
}

// failure answers that the whole call failed.
func (s *Server) failure(code track17.Code) *reply {
	return &reply{
		status: statusOf(code),
		code:   code,
		data:   failed{[]problem{{code, s.messages.ofCall(code)}}},
	}
}

// throttled answers a call over the rate.
func (s *Server) throttled() *reply {
	answer := &reply{
		status:    http.StatusTooManyRequests,
		code:      track17.CodeTooManyRequests,
		throttled: true,
	}
	if s.options.ThrottleInBody {
		answer.status = http.StatusOK
	}
	return answer
}

// statusOf returns the HTTP status that comes with a whole call's code.
func statusOf(code track17.Code) int {
	switch code {
	case track17.CodeIPNotWhitelisted, track17.CodeInvalidKey,
		track17.CodeAccountDisabled, track17.CodeUnauthorized:
		return http.StatusUnauthorized
	default:
		return http.StatusOK
	}
}

// body encodes the answer.
func (a *reply) body() []byte {
	if a.kind != "" {
		return []byte(a.text)
	}
	body, err := json.Marshal(envelope{a.code, a.data})
	if err != nil {
		panic(err) // data is made of strings and numbers here
	}
	return body
}

// header writes everything but the body.
func (a *reply) header(w http.ResponseWriter, length int) {
	header := w.Header()
	header.Set("Content-Type", kindJSON)
	if a.kind != "" {
		header.Set("Content-Type", a.kind)
	}
	if a.retryAfter != "" {
		header.Set("Retry-After", a.retryAfter)
	}
	if a.location != "" {
		header.Set("Location", a.location)
	}
	if length >= 0 {
		header.Set("Content-Length", strconv.Itoa(length))
	}
	w.WriteHeader(a.status)
}

// write sends the answer whole.
func (a *reply) write(w http.ResponseWriter) {
	body := a.body()
	a.header(w, len(body))
	_, _ = w.Write(body) // a client that went away is no trouble of the vendor's
}
