package sandbox

import (
	"net/http"

	"github.com/trackreg/trackreg/track17"
)

// elsewhere is where a Redirect points: to nothing.
const elsewhere = "/track/elsewhere"

// page is what an HTML fault answers.
const page = `<!DOCTYPE html>
<html><head><title>Service temporarily unavailable</title></head>
<body><h1>We will be back soon</h1></body></html>
`

// spoil makes an answer the one that a whole call's fault has in mind. How it
// reaches the client is up to deliver.
func (s *Server) spoil(answer *reply, fault *Fault) {
	answer.fault = fault
	switch fault.Act {
	case Fail:
		s.fail(answer, fault)
	case Raw:
		answer.status = http.StatusOK
		answer.replace(kindJSON, fault.Body)
	case Redirect:
		answer.status, answer.location = http.StatusFound, elsewhere
		answer.replace(kindText, "")
	case HTML:
		answer.replace(kindHTML, page)
	case Cut:
		answer.status = 0
	case Hang:
		if fault.For == 0 {
			answer.status = 0
		}
	case Stranger:
		if data, ok := answer.data.(*registered); ok {
			data.add(result{number: "RR000000005CN", carrier: posts["CN"], origin: originDetected})
		}
	}
	if fault.Status != 0 && answer.status != 0 {
		answer.status = fault.Status
	}
	if fault.RetryAfter != "" {
		answer.retryAfter = fault.RetryAfter
	}
}

// fail writes the fault's code where the fault wants it.
func (s *Server) fail(answer *reply, fault *Fault) {
	if fault.Code == track17.CodeSuccess {
		answer.replace(kindText, http.StatusText(fault.Status)+"\n")
		return
	}
	message := fault.Message
	if message == "" {
		message = s.messages.ofCall(fault.Code)
	}
	answer.status = statusOf(fault.Code)
	answer.code = fault.Code
	answer.data = failed{[]problem{{fault.Code, message}}}
	switch fault.Place {
	case InOuter:
		answer.data = nil
	case InErrors:
		answer.code = track17.CodeSuccess
	}
}
