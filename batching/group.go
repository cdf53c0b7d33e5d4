package batching

import (
	"slices"
	"time"
)

// group is a batch that stays together after a failure: the whole of it, a half, or a lone suspect.
// It is never mixed with other items.
type group[T, R any] struct {
	members []*entry[T, R]
	suspect bool // a lone item whose own call has failed, and nothing is proven yet

	// On the account's clock; zero: never.
	refusedSince time.Time // the first Split that its members were in
	failedSince  time.Time // the first Again that counts for halving it
	lastFailure  time.Time // the last call of its members that failed

	agains int       // calls of its members in a row that ended in Again
	waits  int       // times it was made to wait; the exponent of the backoff
	due    time.Time // when it may go, on the local clock
}

// turn says when something goes, compared with what else could go now.
type turn int

const (
	turnNotYet turn = iota // it has to wait
	turnFirst              // groups and halves
	turnRipe               // lone ones whose next failure would prove their guilt
	turnLines              // what is in the lines
	turnLast               // what has failed, and no other call has succeeded since: it would prove nothing
)

// turn returns g's turn at now, when the account's last success was at success.
func (g *group[T, R]) turn(now, success time.Time) turn {
	passed := success.After(g.lastFailure)
	switch {
	case g.suspect && passed:
		return turnRipe // even if it is not due: there is nothing more to wait for
	case now.Before(g.due):
		return turnNotYet
	case g.suspect, g.agains > 0 && !passed:
		return turnLast
	case len(g.members) == 1 && passed:
		return turnRipe
	}
	return turnFirst
}

// carve returns a group of those members of g, at most n, that may go, and leaves the others in g.
// Both keep g's past. It returns g itself if all may go and nil if none may.
func (g *group[T, R]) carve(may func(Class) bool, n int) *group[T, R] {
	picked := make([]*entry[T, R], 0, len(g.members))
	rest := make([]*entry[T, R], 0, len(g.members))
	for _, e := range g.members {
		if len(picked) < n && may(e.item.Class) {
			picked = append(picked, e)
		} else {
			rest = append(rest, e)
		}
	}
	switch {
	case len(picked) == 0:
		return nil
	case len(rest) == 0:
		return g
	}
	part := *g
	part.members, g.members = picked, rest
	return &part
}

// halves returns g's halves, which keep its past but need not wait; one alone if g has a single member.
func (g *group[T, R]) halves() []*group[T, R] {
	middle := (len(g.members) + 1) / 2
	var halves []*group[T, R]
	for _, members := range [][]*entry[T, R]{g.members[:middle], g.members[middle:]} {
		if len(members) == 0 {
			continue
		}
		half := *g
		half.members = slices.Clone(members)
		half.waits, half.due = 0, time.Time{}
		halves = append(halves, &half)
	}
	return halves
}

// wait makes g wait for its next, doubled, backoff.
func (g *group[T, R]) wait(now time.Time, b Backoff) {
	g.waits++
	g.due = now.Add(b.after(g.waits))
}

// earliest returns since, or now if there is none yet. A since later than now comes from a clock that
// has been set back since; it would keep an item from ever being judged.
func earliest(since, now time.Time) time.Time {
	if since.IsZero() || now.Before(since) {
		return now
	}
	return since
}
