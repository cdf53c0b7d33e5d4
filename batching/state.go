package batching

import (
	"slices"
	"time"
)

// state is everything that waits or is in a call, and the rules by which it moves. It has no
// goroutine, no lock and no clock: [Batcher] calls it under its mutex and passes the time in.
type state[T, R any] struct {
	cfg     Config
	arrived uint64
	lines   []*classLine[T, R] // one for each class ever seen, by Rank, then Lane
	byClass map[Class]*classLine[T, R]
	byKey   map[string]*twins[T, R]
	size    int            // all entries
	aside   []*group[T, R] // in the order in which they are sent
	success time.Time      // the account's last success that is known here, on its clock
	doubts  doubts         // about lone items that failed, here or away
	failing bool           // the last call to end was not answered
	alone   bool           // the last call to begin was that of a lone item set aside
	flights int            // calls whose results are not yet recorded
	flying  int            // entries in them
}

func newState[T, R any](cfg Config) *state[T, R] {
	return &state[T, R]{
		cfg:     cfg,
		byClass: make(map[Class]*classLine[T, R]),
		byKey:   make(map[string]*twins[T, R]),
	}
}

// add takes in a new entry and tells whether its class may have begun to wait with it.
func (s *state[T, R]) add(e *entry[T, R]) bool {
	s.arrived++
	s.size++
	e.seq = s.arrived
	if key := e.item.Key; key != "" {
		e.twins = s.byKey[key]
		if e.twins == nil {
			e.twins = &e.founded
			s.byKey[key] = e.twins
		}
		e.twins.size++
	}
	l := s.line(e.item.Class)
	s.enter(e, l)
	return l.len == 1
}

// withdraw takes out an entry that is not flying and tells whether another may go in its place.
func (s *state[T, R]) withdraw(e *entry[T, R]) bool {
	twin := e.twins != nil && e.twins.size > 1
	switch e.place {
	case aside:
		s.leaveAside(e)
		s.letGo(e)
	case inLine, behind:
		s.drop(e)
	}
	e.place = ended
	return twin
}

// enter puts e in its line, or behind another of its Key.
func (s *state[T, R]) enter(e *entry[T, R], l *classLine[T, R]) {
	if e.twins != nil {
		e.twins.enter(e, l)
		return
	}
	l.insert(e)
	e.place = inLine
}

// drop takes e out from its line, or from behind another, for good.
func (s *state[T, R]) drop(e *entry[T, R]) {
	s.size--
	l := s.line(e.item.Class)
	if e.twins == nil {
		l.remove(e)
		return
	}
	e.twins.drop(e, l)
	s.forget(e)
}

// letGo gives up the key of e, which was flying or aside and goes for good.
func (s *state[T, R]) letGo(e *entry[T, R]) {
	s.size--
	if e.twins != nil {
		e.twins.release()
		s.forget(e)
	}
}

// forget takes e off the count of its Key.
func (s *state[T, R]) forget(e *entry[T, R]) {
	if e.twins.size--; e.twins.size == 0 {
		delete(s.byKey, e.item.Key)
	}
}

// toLine puts entries that were flying back where their arrival belongs, but for those whose caller
// has gone.
func (s *state[T, R]) toLine(entries []*entry[T, R]) {
	for _, e := range entries {
		switch {
		case e.left:
			s.letGo(e)
			e.leave()
		default:
			s.enter(e, s.line(e.item.Class))
			if e.twins != nil {
				e.twins.release()
			}
		}
	}
}

// line returns the line of a class.
func (s *state[T, R]) line(c Class) *classLine[T, R] {
	l := s.byClass[c]
	if l == nil {
		l = &classLine[T, R]{class: c}
		s.byClass[c] = l
		at, _ := slices.BinarySearchFunc(s.lines, c, func(l *classLine[T, R], c Class) int { return l.class.compare(c) })
		s.lines = slices.Insert(s.lines, at, l)
	}
	return l
}

// close answers all that wait with ErrClosed.
func (s *state[T, R]) close() {
	var none R
	for len(s.aside) > 0 { // first, since it brings others of their Keys to the lines
		e := s.aside[0].members[0]
		s.leaveAside(e)
		s.letGo(e)
		e.end(none, ErrClosed)
	}
	for _, l := range s.lines {
		for l.head != nil {
			e := l.head
			s.drop(e) // brings the next of its Key to the line
			e.end(none, ErrClosed)
		}
	}
}
