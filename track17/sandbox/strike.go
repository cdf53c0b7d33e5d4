package sandbox

import "slices"

// wholeFault returns the fault that strikes the call as a whole, or nil: a
// scripted one, else that of the first magic number. The caller holds the
// account's lock.
func (s *Server) wholeFault(c *call) *Fault {
	if struck := s.script.strike(c, true, s.dice); len(struck) > 0 {
		return struck[0]
	}
	for i := range c.items {
		if fault := c.account.magic(c.items[i].number, true); fault != nil {
			return fault
		}
	}
	return nil
}

// itemFaults returns the faults that strike each item, by its place in the call;
// nil if none does. The caller holds the account's lock.
func (s *Server) itemFaults(c *call) map[int][]*Fault {
	var found map[int][]*Fault
	add := func(i int, fault *Fault) {
		if found == nil {
			found = map[int][]*Fault{}
		}
		found[i] = append(found[i], fault)
	}
	for _, fault := range s.script.strike(c, false, s.dice) {
		most := fault.Most
		for i := range c.items {
			if !fault.names(c.items[i].number) {
				continue
			}
			add(i, fault)
			if most--; most == 0 {
				break
			}
		}
	}
	for i := range c.items {
		if fault := c.account.magic(c.items[i].number, false); fault != nil {
			add(i, fault)
		}
	}
	return found
}

// preventedBy says whether a fault keeps an item from being carried out.
func preventedBy(faults []*Fault) bool {
	return slices.ContainsFunc(faults, (*Fault).strikesBefore)
}

// firstReject returns the first fault that rejects an item.
func firstReject(faults []*Fault) *Fault {
	return first(faults, func(f *Fault) bool { return f.Act == Reject })
}

// moved returns the carrier under which an item is looked at: the given one,
// unless a fault moves it.
func moved(given int, faults []*Fault) int {
	move := first(faults, func(f *Fault) bool { return f.Act == Move })
	switch {
	case move == nil:
		return given
	case move.Carrier == 0:
		return carrierCainiao
	default:
		return move.Carrier
	}
}

// first returns the first fault of which something is true, or nil.
func first(faults []*Fault, is func(*Fault) bool) *Fault {
	if i := slices.IndexFunc(faults, is); i >= 0 {
		return faults[i]
	}
	return nil
}
