package batching

import (
	"slices"
	"time"
)

// permit is a slot as the state reads it.
type permit struct {
	classes []Class // of one Lane, by Rank
	most    int
}

// permit reads a slot. Of a May with several Lanes only the first's is used.
func (s *state[T, R]) permit(slot Slot) permit {
	p := permit{most: s.cfg.Most}
	if slot.Most > 0 {
		p.most = min(p.most, slot.Most)
	}
	for _, c := range slot.May {
		if c.Lane == slot.May[0].Lane {
			p.classes = append(p.classes, c)
		}
	}
	slices.SortFunc(p.classes, Class.compare)
	return p
}

func (p permit) may(c Class) bool { return slices.Contains(p.classes, c) }

// flight is a batch in a call.
type flight[T, R any] struct {
	entries []*entry[T, R]
	group   *group[T, R] // what it was before; nil: it was taken from the lines
	slot    Slot
	// refusedSince is the first Split that its items were in, on the account's clock; zero: none.
	refusedSince time.Time
}

// lone tells whether the call was made with a single item, so that its end can be a verdict on it.
func (f *flight[T, R]) lone() bool { return len(f.entries) == 1 }

// batch is the flight as the carrier sees it.
func (f *flight[T, R]) batch() Batch[T] {
	b := Batch[T]{Items: make([]Item[T], len(f.entries)), Slot: f.slot, RefusedSince: f.refusedSince}
	for i, e := range f.entries {
		b.Items[i] = e.item
	}
	return b
}

// waiting returns the classes of which something could go at now, by Rank, then Lane.
func (s *state[T, R]) waiting(now time.Time) []Waiting {
	var waiting []Waiting
	for _, l := range s.lines {
		if l.len > 0 {
			waiting = append(waiting, Waiting{Class: l.class, Fresh: true})
		}
	}
	for _, g := range s.aside {
		if g.turn(now, s.success) == turnNotYet {
			continue
		}
		for _, e := range g.members {
			if !slices.ContainsFunc(waiting, func(w Waiting) bool { return w.Class == e.item.Class }) {
				waiting = append(waiting, Waiting{Class: e.item.Class})
			}
		}
	}
	slices.SortFunc(waiting, func(a, b Waiting) int { return a.compare(b.Class) })
	return waiting
}

// Through an open way groups go first, so that they come to an end. A probe is the other way round:
// items set aside are the least likely to succeed, and would use up every probe. Lone ones that are
// ripe take turns with the lines: there can be hundreds of them.
var (
	usual     = []turn{turnFirst, turnRipe, turnLines, turnLast}
	afterLone = []turn{turnFirst, turnLines, turnRipe, turnLast}
	probing   = []turn{turnLines, turnFirst, turnRipe, turnLast}
)

// take takes what goes in the call that slot permits; nil if there is nothing for it.
func (s *state[T, R]) take(slot Slot, now time.Time) *flight[T, R] {
	p := s.permit(slot)
	order := usual
	switch {
	case slot.Probe:
		order = probing
	case s.alone:
		order = afterLone
	}
	for _, t := range order {
		if f := s.fly(t, p, now); f != nil {
			f.slot, f.refusedSince = slot, s.refusedSince(f, now)
			s.depart(f)
			return f
		}
	}
	return nil
}

// refusedSince returns the first Split that f's items were in. Of a lone one that is remembered even if
// it has been away since.
func (s *state[T, R]) refusedSince(f *flight[T, R], now time.Time) time.Time {
	var since time.Time
	if f.group != nil {
		since = f.group.refusedSince
	}
	if !f.lone() {
		return since
	}
	if known := s.doubts.of(f.entries[0].item.ID, now).refusedSince; !known.IsZero() {
		return earliest(since, known)
	}
	return since
}

// depart notes that f is in a call from now on.
func (s *state[T, R]) depart(f *flight[T, R]) {
	s.alone = f.group != nil && f.lone()
	s.flights++
	s.flying += len(f.entries)
	for _, e := range f.entries {
		e.place, e.group = flying, nil
	}
}

// fly takes a batch of those whose turn is t.
func (s *state[T, R]) fly(t turn, p permit, now time.Time) *flight[T, R] {
	if t == turnLines {
		return s.flyLines(p)
	}
	g := s.takeAside(p, func(g *group[T, R]) bool { return g.turn(now, s.success) == t })
	if g == nil {
		return nil
	}
	return &flight[T, R]{entries: slices.Clone(g.members), group: g}
}

// flyLines fills a batch from the lines, the lowest Rank first.
func (s *state[T, R]) flyLines(p permit) *flight[T, R] {
	var entries []*entry[T, R]
	for _, c := range p.classes {
		l := s.line(c)
		for l.head != nil && len(entries) < p.most {
			entries = append(entries, s.pop(l))
		}
	}
	if entries == nil {
		return nil
	}
	return &flight[T, R]{entries: entries}
}

// pop takes the first out of its line, and with it all others of its Key out of theirs.
func (s *state[T, R]) pop(l *classLine[T, R]) *entry[T, R] {
	e := l.head
	if e.twins != nil {
		e.twins.hold(e)
	} else {
		l.remove(e)
	}
	return e
}
