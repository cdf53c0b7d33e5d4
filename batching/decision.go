package batching

import (
	"slices"
	"time"
)

// decision is what a reply has decided.
type decision[T, R any] struct {
	settled []conclusion[T, R] // in flight still, until they are recorded
	guilty  *group[T, R]       // the lone item that settled is about, if its call's failure was found its own
}

type conclusion[T, R any] struct {
	entry  *entry[T, R]
	result R
}

// judge moves the items of f as the reply says, all but those that it settles: these are moved by
// conclude or, if they could not be recorded, by resume.
func (s *state[T, R]) judge(f *flight[T, R], r Reply[R], now time.Time) decision[T, R] {
	n := len(f.entries)
	d := s.apply(f, r, now)
	s.flying -= n - len(d.settled)
	return d
}

func (s *state[T, R]) apply(f *flight[T, R], r Reply[R], now time.Time) decision[T, R] {
	s.failing = r.Whole != Answered
	if r.Success.After(s.success) && !r.Success.After(r.Now) {
		s.success = r.Success
	}
	switch r.Whole {
	case Answered:
		return s.answered(f, r)
	case Again:
		return s.failed(f, r, now)
	case Split:
		return s.refused(f, r, now)
	default:
		s.unchanged(f)
		return decision[T, R]{}
	}
}

// answered settles each item by its own result.
func (s *state[T, R]) answered(f *flight[T, R], r Reply[R]) decision[T, R] {
	var d decision[T, R]
	var kept []*entry[T, R]
	for i, e := range f.entries {
		e.clear()
		s.doubts.forget(e.item.ID)
		if i < len(r.Results) && !r.Results[i].Keep {
			d.settled = append(d.settled, conclusion[T, R]{e, r.Results[i].Value})
		} else {
			kept = append(kept, e)
		}
	}
	s.toLine(kept)
	return d
}

// unchanged puts the items back as they were.
func (s *state[T, R]) unchanged(f *flight[T, R]) {
	if f.group == nil {
		s.toLine(f.entries)
	} else if s.prune(f.group) {
		s.setAsideFirst(f.group)
	}
}

// convict settles a lone item with the failure of its call.
func (s *state[T, R]) convict(g *group[T, R], r Reply[R]) decision[T, R] {
	s.doubts.forget(g.members[0].item.ID)
	return decision[T, R]{
		settled: []conclusion[T, R]{{g.members[0], r.Own(0)}},
		guilty:  g,
	}
}

// prune takes out the members whose callers have gone during the call, and tells whether any are left.
func (s *state[T, R]) prune(g *group[T, R]) bool {
	g.members = slices.DeleteFunc(g.members, func(e *entry[T, R]) bool {
		if e.left {
			s.letGo(e)
			e.leave()
		}
		return e.left
	})
	return len(g.members) > 0
}

// conclude answers the callers of what has been settled and recorded.
func (s *state[T, R]) conclude(d decision[T, R]) {
	s.land(d)
	for _, c := range d.settled {
		s.letGo(c.entry)
		c.entry.end(c.result, nil)
	}
}

// resume puts back what could not be recorded: to the line or, if it stood convicted, as the group
// that it was.
func (s *state[T, R]) resume(d decision[T, R]) {
	s.land(d)
	if d.guilty != nil {
		if s.prune(d.guilty) {
			s.setAsideFirst(d.guilty)
		}
		return
	}
	entries := make([]*entry[T, R], len(d.settled))
	for i, c := range d.settled {
		entries[i] = c.entry
	}
	s.toLine(entries)
}

// land notes that a call is over, with all that followed from it.
func (s *state[T, R]) land(d decision[T, R]) {
	s.flights--
	s.flying -= len(d.settled)
}
