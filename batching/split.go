package batching

import (
	"slices"
	"time"
)

// refused deals with a call that ended in Split.
func (s *state[T, R]) refused(f *flight[T, R], r Reply[R], now time.Time) decision[T, R] {
	g := f.group
	if g == nil {
		g = &group[T, R]{members: slices.Clone(f.entries)}
	}
	g.refusedSince, g.lastFailure = earliest(f.refusedSince, r.Now), r.Now
	if f.lone() {
		return s.loneRefused(g, r, now)
	}
	if s.prune(g) {
		s.halve(g)
		s.makeRoom()
	}
	return decision[T, R]{}
}

func (s *state[T, R]) loneRefused(g *group[T, R], r Reply[R], now time.Time) decision[T, R] {
	if r.passedSince(g.refusedSince) && r.Own != nil {
		return s.convict(g, r)
	}
	s.doubts.refused(g.members[0].item.ID, g.refusedSince, now)
	if s.prune(g) {
		s.suspect(g, now)
	}
	return decision[T, R]{}
}

func (s *state[T, R]) halve(g *group[T, R]) {
	for _, half := range g.halves() {
		s.setAside(half)
	}
}
