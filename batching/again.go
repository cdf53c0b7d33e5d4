package batching

import (
	"slices"
	"time"
)

// failed deals with a call that ended in Again.
func (s *state[T, R]) failed(f *flight[T, R], r Reply[R], now time.Time) decision[T, R] {
	g := f.group
	if g == nil {
		g = s.recalled(f, now)
	}
	if g == nil {
		s.failedFromLine(f.entries, r, now)
		return decision[T, R]{}
	}
	g.agains++
	g.lastFailure = r.Now
	g.failedSince = earliest(g.failedSince, r.Now)
	passed := r.passedSince(g.failedSince)
	if f.lone() {
		return s.loneFailed(g, r, now, g.agains >= againsToHalve && passed)
	}
	s.groupFailed(g, r, now, passed)
	return decision[T, R]{}
}

// groupFailed deals with several items: passed tells whether another call has succeeded since the first of
// their failures.
func (s *state[T, R]) groupFailed(g *group[T, R], r Reply[R], now time.Time, passed bool) {
	switch {
	case !s.prune(g):
	case g.agains >= againsToHalve && passed, g.agains > againsToHalve:
		// The halves are judged by what succeeds from here on, or one early success would have all of
		// them halved to the last by the vendor's next bad hour.
		g.agains, g.failedSince = againsToGroup, r.Now
		s.halve(g)
	default:
		g.wait(now, s.cfg.Aside)
		s.setAside(g)
	}
}

// Failures in a row after which items stay a group, and after which that group is halved if others
// pass; one more, and it is halved regardless.
const (
	againsToGroup = 2
	againsToHalve = 3
)

// failedFromLine sends those that failed for the first time back to the line. The others become a group:
// at the front again, they would keep out all that come behind them.
func (s *state[T, R]) failedFromLine(entries []*entry[T, R], r Reply[R], now time.Time) {
	g := &group[T, R]{agains: againsToGroup, lastFailure: r.Now}
	if len(entries) == 1 {
		s.remember(entries[0], r, now)
	}
	var back []*entry[T, R]
	for _, e := range entries {
		if e.failed {
			g.members = append(g.members, e)
			g.failedSince = earliest(g.failedSince, earliest(e.failedSince, r.Now))
		} else {
			e.failed, e.failedSince = true, r.Now
			back = append(back, e)
		}
	}
	s.toLine(back)
	if s.prune(g) {
		g.wait(now, s.cfg.Aside)
		s.setAside(g)
	}
}

// remember takes note of a lone item that failed, for when it comes again.
func (s *state[T, R]) remember(e *entry[T, R], r Reply[R], now time.Time) {
	agains := 1
	if e.failed {
		agains = againsToGroup
	}
	s.doubts.failed(e.item.ID, agains, earliest(e.failedSince, r.Now), now)
}

// recalled returns the group that a lone item from the line was the last time, nil if it is new.
func (s *state[T, R]) recalled(f *flight[T, R], now time.Time) *group[T, R] {
	if !f.lone() {
		return nil
	}
	known := s.doubts.of(f.entries[0].item.ID, now)
	if known.agains == 0 {
		return nil
	}
	return &group[T, R]{
		members: slices.Clone(f.entries), refusedSince: f.refusedSince,
		agains: known.agains, failedSince: known.failedSince,
	}
}

// loneFailed deals with a lone group's: its failure is its own if proven. Until the failure at which a
// larger one would be halved it is no suspect, only unlucky.
func (s *state[T, R]) loneFailed(g *group[T, R], r Reply[R], now time.Time, proven bool) decision[T, R] {
	if proven && r.Own != nil {
		return s.convict(g, r)
	}
	s.doubts.failed(g.members[0].item.ID, g.agains, g.failedSince, now)
	switch {
	case !s.prune(g):
	case g.agains < againsToHalve:
		g.wait(now, s.cfg.Aside)
		s.setAside(g)
	default:
		s.suspect(g, now)
	}
	return decision[T, R]{}
}
