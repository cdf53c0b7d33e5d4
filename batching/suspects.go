package batching

import (
	"slices"
	"time"
)

// suspect sets aside g, a lone item whose own call has failed without proof against it.
func (s *state[T, R]) suspect(g *group[T, R], now time.Time) {
	g.suspect = true
	g.wait(now, s.cfg.Aside)
	s.setAside(g)
	s.makeRoom()
}

// makeRoom gives items back while too many are doubted, so that others can come. While nothing succeeds
// the halves of refused batches are no better than suspects: each call would make but one more of them,
// and the good ones that could clear them all would wait outside until then.
func (s *state[T, R]) makeRoom() {
	if s.cfg.MaxSuspects == 0 {
		return
	}
	for n := s.doubted() - s.cfg.MaxSuspects; n > 0 && s.giveBackOne(); n-- {
	}
}

// doubted counts suspects, and the items of refused batches that nothing has succeeded since.
func (s *state[T, R]) doubted() int {
	n := 0
	for _, g := range s.aside {
		if g.doubted(s.success) {
			n += len(g.members)
		}
	}
	return n
}

func (g *group[T, R]) doubted(success time.Time) bool {
	return g.suspect || !g.refusedSince.IsZero() && !success.After(g.refusedSince)
}

// giveBackOne tells the caller of one that is doubted to come again later: the newest that is not pinned,
// since those that have waited longest are proven, or cleared, by the next success. It tells whether
// there was one.
func (s *state[T, R]) giveBackOne() bool {
	for _, g := range slices.Backward(s.aside) {
		if !g.doubted(s.success) {
			continue
		}
		for _, e := range slices.Backward(g.members) {
			if e.item.Pinned {
				continue
			}
			s.leaveAside(e)
			s.letGo(e)
			var none R
			e.end(none, &GiveBack{Delay: jittered(s.cfg.Aside.Max, s.cfg.Rand)})
			return true
		}
	}
	return false
}
