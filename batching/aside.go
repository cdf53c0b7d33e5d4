package batching

import (
	"slices"
	"time"
)

// setAside puts g, whose members hold their keys, after the other groups: so halves are sent
// breadth-first.
func (s *state[T, R]) setAside(g *group[T, R]) {
	s.adopt(g)
	s.aside = append(s.aside, g)
}

// setAsideFirst puts g before the other groups, due at once: its call has said nothing of it.
func (s *state[T, R]) setAsideFirst(g *group[T, R]) {
	s.adopt(g)
	g.due = time.Time{}
	s.aside = slices.Insert(s.aside, 0, g)
}

func (s *state[T, R]) adopt(g *group[T, R]) {
	for _, e := range g.members {
		e.place, e.group = aside, g
	}
}

// leaveAside takes e out of its group.
func (s *state[T, R]) leaveAside(e *entry[T, R]) {
	g := e.group
	e.group = nil
	g.members = slices.DeleteFunc(g.members, func(m *entry[T, R]) bool { return m == e })
	if len(g.members) == 0 {
		s.removeAside(g)
	}
}

func (s *state[T, R]) removeAside(g *group[T, R]) {
	s.aside = slices.DeleteFunc(s.aside, func(other *group[T, R]) bool { return other == g })
}

// takeAside takes the first group that want accepts and of which members may go.
func (s *state[T, R]) takeAside(p permit, want func(*group[T, R]) bool) *group[T, R] {
	for _, g := range s.aside {
		if !want(g) {
			continue
		}
		switch part := g.carve(p.may, p.most); part {
		case nil:
		case g:
			s.removeAside(g)
			return g
		default:
			return part
		}
	}
	return nil
}

// nextDue returns when the next group comes due that is not at now; zero: none will.
func (s *state[T, R]) nextDue(now time.Time) time.Time {
	var next time.Time
	for _, g := range s.aside {
		if g.turn(now, s.success) == turnNotYet && (next.IsZero() || g.due.Before(next)) {
			next = g.due
		}
	}
	return next
}
