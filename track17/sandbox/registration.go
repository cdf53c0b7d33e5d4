package sandbox

import (
	"iter"
	"time"
)

// Registration is a number that an account has registered under a carrier.
type Registration struct {
	Account string    `json:"account"`
	Number  string    `json:"number"`
	Carrier int       `json:"carrier"`
	At      time.Time `json:"at"`
	Charged int       `json:"charged"` // how many times; more than once would be an error of the sandbox's
	Units   int       `json:"units"`
	Repeats int       `json:"repeats"` // calls that asked for it again
}

// registration is the same, kept small: an account may have millions.
type registration struct {
	at      int64 // Unix nanoseconds
	carrier int32
	charged int32
	units   int32
	repeats int32
}

// find returns the registration of a number under a carrier, or nil.
func (a *account) find(number string, carrier int) *registration {
	for i := range a.registered[number] {
		if entry := &a.registered[number][i]; entry.carrier == int32(carrier) {
			return entry
		}
	}
	return nil
}

// repeat notes that a number was asked for again. It reports false if it is not
// registered yet.
func (a *account) repeat(number string, carrier int) bool {
	entry := a.find(number, carrier)
	if entry == nil {
		return false
	}
	entry.repeats++
	return true
}

// charge registers a number under a carrier for so many units.
func (a *account) charge(number string, carrier int, units int64, at time.Time) {
	a.ledger.sums.Units += units
	entry := a.find(number, carrier)
	if entry == nil {
		a.registered[number] = append(a.registered[number],
			registration{at: at.UnixNano(), carrier: int32(carrier)})
		entry = a.find(number, carrier)
		a.ledger.sums.Registrations++
	}
	entry.charged++
	entry.units += int32(units)
	a.ledger.sums.MostCharged = max(a.ledger.sums.MostCharged, int(entry.charged))
}

// Registrations returns what is registered, in no order: of one key's account
// or, with the key "", of all; of one number, in any case and under whatever
// carriers, or with the number "" of all. An account is read at one moment.
func (s *Server) Registrations(key, number string) iter.Seq[Registration] {
	return func(yield func(Registration) bool) {
		for _, a := range s.all(key) {
			for _, entry := range a.registrations(normal(number)) {
				if !yield(entry) {
					return
				}
			}
		}
	}
}

// registrations copies the registrations of a number, or of all.
func (a *account) registrations(number string) []Registration {
	a.mu.Lock()
	defer a.mu.Unlock()
	if number != "" {
		return a.list(nil, number)
	}
	found := make([]Registration, 0, len(a.registered))
	for each := range a.registered {
		found = a.list(found, each)
	}
	return found
}

// list appends the registrations of a number.
func (a *account) list(found []Registration, number string) []Registration {
	for _, entry := range a.registered[number] {
		found = append(found, Registration{
			Account: a.name,
			Number:  number,
			Carrier: int(entry.carrier),
			At:      time.Unix(0, entry.at).UTC(),
			Charged: int(entry.charged),
			Units:   int(entry.units),
			Repeats: int(entry.repeats),
		})
	}
	return found
}
