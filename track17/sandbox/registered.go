package sandbox

import (
	"strconv"

	"github.com/trackreg/trackreg/track17"
)

// registered is the data of a register call's answer.
type registered struct {
	Accepted []acceptedItem `json:"accepted"`
	Rejected []rejectedItem `json:"rejected"`
	modern   bool           // v2.4 names the carrier of a rejected item
}

// acceptedItem is an item that was registered. Carrier is an int, unless a fault
// makes it a string or leaves it out.
type acceptedItem struct {
	Origin  int    `json:"origin"`
	Number  string `json:"number"`
	Tag     string `json:"tag,omitempty"`
	Carrier any    `json:"carrier,omitempty"`
}

// rejectedItem is an item that was not registered.
type rejectedItem struct {
	Number  string  `json:"number"`
	Carrier any     `json:"carrier,omitempty"`
	Error   problem `json:"error"`
}

func newRegistered(size int, modern bool) *registered {
	return &registered{
		Accepted: make([]acceptedItem, 0, size),
		Rejected: []rejectedItem{},
		modern:   modern,
	}
}

// add lists an item where it belongs, as far as its faults let it.
func (d *registered) add(r result) {
	var omitted bool
	var both *Fault
	shape := func(carrier int) any { return carrier }
	for _, fault := range r.faults {
		switch fault.Act {
		case Omit:
			omitted = true
		case Both:
			both = fault
		case CarrierText:
			shape = func(carrier int) any { return strconv.Itoa(carrier) }
		case CarrierAbsent:
			shape = func(int) any { return nil }
		}
	}
	switch {
	case omitted:
	case r.code != track17.CodeSuccess:
		d.reject(r.number, shape(r.given), problem{r.code, r.message})
	default:
		d.Accepted = append(d.Accepted, acceptedItem{r.origin, r.number, r.tag, shape(r.carrier)})
		if both != nil {
			d.reject(r.number, shape(r.given), both.problem())
		}
	}
}

func (d *registered) reject(number string, carrier any, why problem) {
	if !d.modern {
		carrier = nil
	}
	d.Rejected = append(d.Rejected, rejectedItem{number, carrier, why})
}

// problem is what a Both fault says against an item that was accepted.
func (f *Fault) problem() problem {
	code, message := f.Code, f.Message
	if code == track17.CodeSuccess {
		code = track17.CodeSubmittedDataInvalid
	}
	if message == "" {
		message = "Invalid submitted data."
	}
	return problem{code, message}
}
