package batching

import (
	"slices"
	"time"
)

// suspect sets aside g, a lone item whose own call has failed without proof against it. If there are
// too many of them one is given back: the newest that is not pinned, since those that have waited
// longest are proven, or cleared, by the next success.
func (s *state[T, R]) suspect(g *group[T, R], now time.Time) {
	g.suspect = true
	g.wait(now, s.cfg.Aside)
	s.setAside(g)
	if s.cfg.MaxSuspects > 0 && s.suspects() > s.cfg.MaxSuspects {
		s.giveBackOne()
	}
}

func (s *state[T, R]) suspects() int {
	n := 0
	for _, g := range s.aside {
		if g.suspect {
			n++
		}
	}
	return n
}

// giveBackOne tells one suspect's caller to come again later; none if all are pinned.
func (s *state[T, R]) giveBackOne() {
	for _, g := range slices.Backward(s.aside) {
		if !g.suspect || g.members[0].item.Pinned {
			continue
		}
		e := g.members[0]
		s.leaveAside(e)
		s.letGo(e)
		var none R
		e.end(none, &GiveBack{Delay: jittered(s.cfg.Aside.Max, s.cfg.Rand)})
		return
	}
}
