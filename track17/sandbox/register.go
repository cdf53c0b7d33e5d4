package sandbox

import (
	"net/http"

	"github.com/trackreg/trackreg/track17"
)

// result is what became of one item.
type result struct {
	number  string
	tag     string
	given   int // the carrier in the call
	carrier int // the carrier it is registered under
	origin  int
	code    track17.Code // success: accepted
	message string
	faults  []*Fault // that only change how the answer tells it
}

// register carries out a register call. Everything that the account holds
// changes under one lock, together with the ledger.
func (s *Server) register(c *call) *reply {
	refusal := c.parse(s.options.Limit)
	a := c.account
	a.mu.Lock()
	defer a.mu.Unlock()
	fault := s.wholeFault(c)
	var answer *reply
	switch {
	case fault != nil && fault.strikesBefore():
		answer = s.failure(track17.CodeInternalError)
	case refusal != track17.CodeSuccess:
		answer = s.failure(refusal)
	default:
		answer = s.carryOut(c)
	}
	if c.tooLong {
		answer.status = http.StatusRequestEntityTooLarge
	}
	if fault != nil {
		s.spoil(answer, fault)
	}
	a.ledger.record(c, answer)
	return answer
}

// carryOut registers the items one by one, so that quota can run out between two.
func (s *Server) carryOut(c *call) *reply {
	a := c.account
	a.allowance.turn(c.at)
	if code := a.allowance.refuses(1); code != track17.CodeSuccess && s.options.RefuseWhole {
		return s.failure(code)
	}
	answer := &reply{status: http.StatusOK}
	data := newRegistered(len(c.items), c.modern)
	faults := s.itemFaults(c)
	for i := range c.items {
		r := s.settle(c, &c.items[i], faults[i])
		answer.count(r)
		data.add(r)
	}
	answer.data = data
	return answer
}

// settle decides on one item.
func (s *Server) settle(c *call, it *item, faults []*Fault) result {
	r := result{number: it.number, tag: it.Tag, given: it.Carrier, faults: faults}
	if preventedBy(faults) {
		r.code = track17.CodeInternalError
	} else {
		r.carrier, r.origin, r.code = c.account.enter(it, moved(it.Carrier, faults), c)
	}
	if rejection := firstReject(faults); rejection != nil {
		r.code, r.message = rejection.Code, rejection.Message
	}
	if r.code != track17.CodeSuccess && r.message == "" {
		r.message = s.messages.ofItem(r.code, it, c.modern)
	}
	return r
}

// enter registers an item with the account, under the given carrier or the one
// detected, and charges it; or it returns the code that stands against that.
func (a *account) enter(it *item, given int, c *call) (carrier, origin int, code track17.Code) {
	if code = it.check(); code != track17.CodeSuccess {
		return 0, 0, code
	}
	carrier, origin = it.resolve(given)
	if carrier == 0 {
		return 0, 0, track17.CodeCarrierNotDetected
	}
	if a.repeat(it.number, carrier) {
		return carrier, 0, track17.CodeAlreadyRegistered
	}
	if it.FinalCarrier != 0 && !postal(carrier) {
		return carrier, 0, track17.CodeLastMileNotPostal
	}
	if code = it.lacks(carrier, c.modern); code != track17.CodeSuccess {
		return carrier, 0, code
	}
	units, code := a.allowance.spend(it)
	if code == track17.CodeSuccess {
		a.charge(it.number, carrier, units, c.at)
	}
	return carrier, origin, code
}

// count adds an item to what the call did.
func (a *reply) count(r result) {
	if r.code == track17.CodeSuccess {
		a.accepted++
		return
	}
	a.rejected++
	if r.code == track17.CodeAlreadyRegistered {
		a.repeats++
	}
}
