package sandbox

import (
	"maps"
	"time"

	"github.com/trackreg/trackreg/track17"
)

// Summary is the sums of an account's ledger since it was opened. What it counts
// is what was carried out, whatever the client was told.
type Summary struct {
	Account       string         `json:"account"`
	Calls         int64          `json:"calls"` // with a good key, refused ones too
	ByCall        map[string]int `json:"by_call"`
	ByStatus      map[int]int    `json:"by_status"`     // 0: never answered
	BySize        map[int]int    `json:"by_size"`       // register calls within the rate, by items
	Throttled     int64          `json:"throttled"`     // over the rate
	Faults        int64          `json:"faults"`        // calls that a whole call's fault struck
	Numbers       int64          `json:"numbers"`       // items of register calls within the rate
	Accepted      int64          `json:"accepted"`      // items
	Rejected      int64          `json:"rejected"`      // items, repeats too
	Repeats       int64          `json:"repeats"`       // items that were registered already
	Registrations int64          `json:"registrations"` // distinct (number, carrier)
	Units         int64          `json:"units"`         // charged
	MostCharged   int            `json:"most_charged"`  // how often the registration charged most often was
	First         time.Time      `json:"first"`         // call
	Last          time.Time      `json:"last"`
}

// Call is one call in an account's ledger.
type Call struct {
	At       time.Time    `json:"at"` // when its rate was counted
	Account  string       `json:"account"`
	Call     string       `json:"call"`
	Size     int          `json:"size"`
	Status   int          `json:"status"` // 0: never answered
	Code     track17.Code `json:"code"`   // the outer one
	Accepted int          `json:"accepted"`
	Rejected int          `json:"rejected"`
	Fault    string       `json:"fault,omitempty"`
}

// ledger is what an account did. Its owner's lock guards it.
type ledger struct {
	sums  Summary
	calls []Call // a ring once it is full
	next  int    // where the ring goes on
	most  int    // 0 or less: no call is kept
}

func newLedger(most int) ledger {
	return ledger{most: most, sums: Summary{
		ByCall: map[string]int{}, ByStatus: map[int]int{}, BySize: map[int]int{},
	}}
}

// record writes a call down with its answer.
func (l *ledger) record(c *call, answer *reply) {
	l.add(c, answer)
	entry := Call{
		At:       c.at,
		Account:  c.account.name,
		Call:     c.name,
		Size:     len(c.items),
		Status:   answer.status,
		Code:     answer.code,
		Accepted: answer.accepted,
		Rejected: answer.rejected,
	}
	if answer.fault != nil {
		entry.Fault = answer.fault.name()
	}
	l.keep(entry)
}

// add counts a call. What is charged was counted as it was charged.
func (l *ledger) add(c *call, answer *reply) {
	sums := &l.sums
	if sums.Calls == 0 {
		sums.First = c.at
	}
	sums.Last = c.at
	sums.Calls++
	sums.ByCall[c.name]++
	sums.ByStatus[answer.status]++
	if answer.fault != nil {
		sums.Faults++
	}
	switch {
	case answer.throttled:
		sums.Throttled++
	case c.name == callRegister:
		sums.BySize[len(c.items)]++
	}
	sums.Numbers += int64(len(c.items))
	sums.Accepted += int64(answer.accepted)
	sums.Rejected += int64(answer.rejected)
	sums.Repeats += int64(answer.repeats)
}

// keep lists a call, in place of the oldest if the list is full.
func (l *ledger) keep(entry Call) {
	switch {
	case l.most <= 0:
	case len(l.calls) < l.most:
		l.calls = append(l.calls, entry)
	default:
		l.calls[l.next] = entry
		l.next = (l.next + 1) % l.most
	}
}

// Summaries returns the sums of a key's account or, with the key "", of all, by
// name.
func (s *Server) Summaries(key string) []Summary {
	list := []Summary{}
	for _, a := range s.all(key) {
		list = append(list, a.summary())
	}
	return list
}

// Summary returns the sums of one key's account; all are 0 if it made no call yet.
func (s *Server) Summary(key string) Summary {
	for _, a := range s.all(key) {
		return a.summary()
	}
	return Summary{Account: maskKey(key)}
}

func (a *account) summary() Summary {
	a.mu.Lock()
	defer a.mu.Unlock()
	sums := a.ledger.sums
	sums.Account = a.name
	sums.ByCall, sums.ByStatus, sums.BySize =
		maps.Clone(sums.ByCall), maps.Clone(sums.ByStatus), maps.Clone(sums.BySize)
	return sums
}

// Calls returns the latest calls of a key's account or, with the key "", of one
// account after the other; each account's oldest first. See Options.CallsKept.
func (s *Server) Calls(key string) []Call {
	list := []Call{}
	for _, a := range s.all(key) {
		a.mu.Lock()
		list = append(list, a.ledger.calls[a.ledger.next:]...)
		list = append(list, a.ledger.calls[:a.ledger.next]...)
		a.mu.Unlock()
	}
	return list
}

// UnknownKeys returns how many calls came with a key that is no account.
func (s *Server) UnknownKeys() int64 { return s.unknown.Load() }
