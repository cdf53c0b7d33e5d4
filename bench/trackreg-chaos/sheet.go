package main

import (
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// sheet is the balance: what went in, what came out, and what is wrong with it.
type sheet struct {
	ours, foreign, faulty, repeats int

	outcomes map[string]int // tasks by outcome
	alike    int            // tasks whose outcome was told more than once
	again    int            // told registered, and already_registered when they came again

	// What follows must be empty. It lists task ids, and numbers of the vendor's.
	missing   []string // no outcome
	divided   []string // outcomes that contradict each other
	wrong     []string // a good number that failed, or a faulty one that did not
	unknown   []string // an outcome of a task that nobody made
	unkept    []string // told registered, and the vendor does not have it
	charged   []string // a number that was charged twice
	strangers []string // a number at the vendor that nobody entered
}

// newSheet compares what went in with what was told and with what the vendor has.
func newSheet(entered map[string]task, said map[string]told, vendor []sandbox.Registration) *sheet {
	s := &sheet{outcomes: map[string]int{}}
	wanted := map[string]bool{}
	for id, t := range entered {
		s.count(t)
		wanted[t.number] = true
		s.judge(id, t, said[id])
	}
	for id := range said {
		if _, known := entered[id]; !known {
			s.unknown = append(s.unknown, id)
		}
	}
	s.compare(entered, said, wanted, vendor)
	return s
}

func (s *sheet) count(t task) {
	if t.foreign {
		s.foreign++
	} else {
		s.ours++
	}
	if t.faulty {
		s.faulty++
	}
	if t.repeats {
		s.repeats++
	}
}

// judge looks at the outcomes of one task.
func (s *sheet) judge(id string, t task, said told) {
	if len(said) == 0 {
		s.missing = append(s.missing, id)
		return
	}
	outcome, one := said.outcome()
	if !one {
		s.divided = append(s.divided, id)
		return
	}
	s.outcomes[outcome]++
	switch {
	case len(said) > 1:
		s.again++
	case said[outcome] > 1:
		s.alike++
	}
	if t.faulty != (outcome == queue.Rejected) || !t.faulty && !good(outcome) {
		s.wrong = append(s.wrong, id)
	}
}

// outcome returns the one outcome of a task; one is false if there are several
// that contradict each other. A worker that dies between telling of a number and
// finishing its task leaves the next one to find the number registered already:
// both say that the vendor has it.
func (t told) outcome() (outcome string, one bool) {
	if len(t) == 2 && t[queue.Registered] > 0 && t[queue.AlreadyRegistered] > 0 {
		return queue.Registered, true
	}
	for each := range t {
		outcome = each
	}
	return outcome, len(t) == 1
}

// good says whether the vendor has a number with that outcome.
func good(outcome string) bool {
	return outcome == queue.Registered || outcome == queue.AlreadyRegistered
}

// compare looks at what the vendor has.
func (s *sheet) compare(entered map[string]task, said map[string]told, wanted map[string]bool, vendor []sandbox.Registration) {
	charges := map[string]int{}
	for _, r := range vendor {
		charges[r.Number] += r.Charged
	}
	for number, times := range charges {
		if times > 1 {
			s.charged = append(s.charged, number)
		}
		if !wanted[number] {
			s.strangers = append(s.strangers, number)
		}
	}
	for id, t := range entered {
		if outcome, one := said[id].outcome(); one && good(outcome) && charges[t.number] == 0 {
			s.unkept = append(s.unkept, id)
		}
	}
}
