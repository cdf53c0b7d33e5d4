package batching

import "time"

// failed deals with a call that ended in Again.
func (s *state[T, R]) failed(f *flight[T, R], r Reply[R], now time.Time) verdict[T, R] {
	if f.group == nil {
		s.failedFromLine(f.entries, r, now)
		return verdict[T, R]{}
	}
	g := f.group
	g.agains++
	g.lastFailure = r.Now
	g.failedSince = earliest(g.failedSince, r.Now)
	passed := r.passedSince(g.failedSince)
	if f.lone() {
		return s.loneFailed(g, r, now, g.agains >= againsToHalve && passed)
	}
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
	return verdict[T, R]{}
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

// loneFailed deals with a lone group's: its failure is its own if proven. Until the failure at which a
// larger one would be halved it is no suspect, only unlucky.
func (s *state[T, R]) loneFailed(g *group[T, R], r Reply[R], now time.Time, proven bool) verdict[T, R] {
	switch {
	case proven && r.Own != nil:
		return convict(g, r)
	case !s.prune(g):
	case g.agains < againsToHalve:
		g.wait(now, s.cfg.Aside)
		s.setAside(g)
	default:
		s.suspect(g, now)
	}
	return verdict[T, R]{}
}
