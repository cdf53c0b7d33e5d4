package sandbox

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// script is the list of faults that were asked for, in their order.
type script struct {
	mu       sync.Mutex
	standing []*scripted
	length   atomic.Int64 // of standing, so that a call need not lock for nothing
}

// scripted is a fault in the script.
type scripted struct {
	fault  Fault
	struck int
}

// Script adds faults behind those that stand already. If one of them is wrong
// it adds none, and the error says which and why.
func (s *Server) Script(faults ...Fault) error {
	for i := range faults {
		if err := faults[i].check(); err != nil {
			return fmt.Errorf("fault %d: %w", i+1, err)
		}
	}
	s.script.mu.Lock()
	defer s.script.mu.Unlock()
	for _, fault := range faults {
		s.script.standing = append(s.script.standing, &scripted{fault: fault})
	}
	s.script.length.Store(int64(len(s.script.standing)))
	return nil
}

// Clear removes the faults of these names, or all of them if no name is given,
// and returns how many it removed.
func (s *Server) Clear(names ...string) int {
	s.script.mu.Lock()
	defer s.script.mu.Unlock()
	before := len(s.script.standing)
	s.script.keep(func(e *scripted) bool {
		return len(names) > 0 && !slices.Contains(names, e.fault.name())
	})
	return before - len(s.script.standing)
}

// keep drops every fault that is not wanted. The caller holds the lock.
func (s *script) keep(wanted func(*scripted) bool) {
	s.standing = slices.DeleteFunc(s.standing, func(e *scripted) bool { return !wanted(e) })
	s.length.Store(int64(len(s.standing)))
}

// Standing is a fault in the script and how many calls it has struck.
type Standing struct {
	Fault
	Struck int `json:"struck"`
}

// Faults returns the script as it stands, without what is used up.
func (s *Server) Faults() []Standing {
	s.script.mu.Lock()
	defer s.script.mu.Unlock()
	standing := make([]Standing, 0, len(s.script.standing))
	for _, e := range s.script.standing {
		standing = append(standing, Standing{e.fault, e.struck})
	}
	return standing
}

// strike returns the faults that strike a call, of the whole call (the first
// alone) or of items, and uses them up.
func (s *script) strike(c *call, whole bool, d *dice) []*Fault {
	if s.length.Load() == 0 {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var struck []*Fault
	for _, e := range s.standing {
		if e.fault.whole() != whole || !e.fault.matches(c) || !d.come(e.fault.Probability) {
			continue
		}
		e.struck++
		fault := e.fault
		struck = append(struck, &fault)
		if whole {
			break
		}
	}
	s.keep(func(e *scripted) bool { return e.fault.Times == 0 || e.struck < e.fault.Times })
	return struck
}

// matches says whether a call is one that the fault may strike.
func (f *Fault) matches(c *call) bool {
	switch {
	case f.Key != "" && f.Key != c.account.key,
		f.Call != "" && f.Call != c.name,
		len(c.items) < f.MinSize:
		return false
	case f.Number == "":
		return true
	default:
		return slices.ContainsFunc(c.items, func(it item) bool { return f.names(it.number) })
	}
}

// names says whether the fault is about a number.
func (f *Fault) names(number string) bool {
	wanted := normal(f.Number)
	if begin, open := strings.CutSuffix(wanted, "*"); open {
		return strings.HasPrefix(number, begin)
	}
	return wanted == "" || wanted == number
}
