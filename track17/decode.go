package track17

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// answered is the body of a batch call's answer. Everything in it may be absent
// or of another type than documented; what cannot be read is as if absent.
type answered struct {
	Accepted, Rejected []listedItem
}

// listedItem is one item that an answer lists.
type listedItem struct {
	Number   looseText   `json:"number"`
	Carrier  looseInt    `json:"carrier"`
	Origin   looseInt    `json:"origin"`
	Error    statedError `json:"error"`
	accepted bool
}

// statedError is a failure as an answer states it.
type statedError struct {
	Code    looseCode `json:"code"`
	Message looseText `json:"message"`
}

func (e statedError) fault() *Fault {
	code := Code(e.Code)
	if code == CodeSuccess {
		code = CodeUnstated // a failure, whatever the number says
	}
	return &Fault{Status: statusOK, Code: code, Message: string(e.Message), RetryAfter: NoRetryAfter}
}

// envelope is what every answer of 17TRACK's is wrapped in.
type envelope struct {
	Code    looseCode       `json:"code"`
	Message looseText       `json:"message"`
	Data    json.RawMessage `json:"data"`
	errors  []statedError
}

// decode reads the answer to a batch call: its items, or the failure of the call
// as a whole.
func decode(r reply) (answered, *Fault) {
	wrapped, fault := unwrap(r)
	if fault != nil {
		return answered{}, fault
	}
	var data struct {
		Accepted looseList `json:"accepted"`
		Rejected looseList `json:"rejected"`
	}
	unmarshalLoose(wrapped.Data, &data)
	return answered{Accepted: items(data.Accepted, true), Rejected: items(data.Rejected, false)}, nil
}

// unwrap reads the outside of an answer. No fault: the call was carried out, and
// its data is to be read.
func unwrap(r reply) (envelope, *Fault) {
	if r.status == 0 {
		return envelope{}, &Fault{RetryAfter: r.retryAfter, Err: r.err}
	}
	if r.err != nil {
		return envelope{}, broken(r, r.err)
	}
	wrapped, err := parse(r.body)
	if err != nil {
		fault := broken(r, err)
		fault.Message = string(r.body) // shortened only once the key is out of it
		return envelope{}, fault
	}
	if fault := wrapped.fault(r); fault != nil {
		return envelope{}, fault
	}
	return wrapped, nil
}

func parse(body []byte) (envelope, error) {
	body = bytes.TrimPrefix(body, []byte("\ufeff")) // of some proxy in between
	var wrapped envelope
	err := json.Unmarshal(body, &wrapped)
	if _, ok := errors.AsType[*json.UnmarshalTypeError](err); err != nil && !ok {
		return envelope{}, fmt.Errorf("%w: it is no JSON: %w", ErrBroken, err)
	}
	if !strings.HasPrefix(strings.TrimLeft(string(body[:min(len(body), 64)]), " \t\r\n"), "{") {
		return envelope{}, fmt.Errorf("%w: it is no JSON object", ErrBroken)
	}
	var data struct {
		Errors looseList `json:"errors"`
	}
	unmarshalLoose(wrapped.Data, &data)
	for _, raw := range data.Errors {
		var stated statedError
		unmarshalLoose(raw, &stated)
		wrapped.errors = append(wrapped.errors, stated)
	}
	return wrapped, nil
}

// broken is the fault of an answer that says nothing that can be used. Its status
// still counts.
func broken(r reply, err error) *Fault {
	return &Fault{Status: r.status, RetryAfter: r.retryAfter, Err: err}
}

// fault returns the failure of the call as a whole, nil if there is none. Where
// the parts of an answer disagree, 429 goes first, then a known code in
// data.errors, then the outer code, then the HTTP status.
func (e *envelope) fault(r reply) *Fault {
	stated := e.stated()
	if r.status == statusOK && Code(stated.Code) == CodeSuccess && len(e.errors) == 0 {
		return nil
	}
	fault := &Fault{Status: r.status, Code: Code(stated.Code), Message: string(stated.Message), RetryAfter: r.retryAfter}
	if fault.Code == CodeSuccess && len(e.errors) > 0 && r.status == statusOK {
		fault.Code = CodeUnstated
	}
	if fault.Message == "" {
		fault.Message = string(e.Message)
	}
	return fault
}

// stated returns the part of the body that counts.
func (e *envelope) stated() statedError {
	outer := statedError{Code: e.Code, Message: e.Message}
	all := append([]statedError{outer}, e.errors...)
	for _, one := range all {
		if Code(one.Code) == CodeTooManyRequests {
			return one
		}
	}
	for _, one := range e.errors {
		if code := Code(one.Code); code != CodeSuccess && meansSomething(code) {
			return one
		}
	}
	if Code(e.Code) == CodeSuccess && len(e.errors) > 0 {
		return e.errors[0]
	}
	if outer.Message == "" && len(e.errors) > 0 {
		outer.Message = e.errors[0].Message
	}
	return outer
}

func items(list looseList, accepted bool) []listedItem {
	listed := make([]listedItem, len(list))
	for i, raw := range list {
		unmarshalLoose(raw, &listed[i])
		listed[i].accepted = accepted
	}
	return listed
}
