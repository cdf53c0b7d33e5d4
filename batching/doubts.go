package batching

import "time"

// doubts remembers the lone items whose calls have failed without proof against them. An item leaves the
// batcher while it is a suspect, when its caller's time runs out or it has to make room, and comes again:
// were it new then, it would need a success within each of its stays. Two that are refused and come
// together never have one, since each time they look like an account at fault.
type doubts struct {
	items map[string]doubt // by ID
	swept time.Time        // when the old ones were last looked for, on the local clock
}

// doubt is what is known of a lone item. Times are the account's but for last.
type doubt struct {
	refusedSince time.Time // the first Split that it was in; zero: none
	agains       int       // its calls in a row that ended in Again
	failedSince  time.Time // the first of these
	last         time.Time // when its last call failed, on the local clock
}

// doubtFor is how long a failure is remembered. It outlasts the minute or two for which an item stays
// away; what happened longer ago than this says nothing of a failure now.
const doubtFor = 10 * time.Minute

// refused remembers that a lone item's call ended in Split.
func (d *doubts) refused(id string, since, now time.Time) {
	known := d.of(id, now)
	known.refusedSince = since
	d.note(id, known, now)
}

// failed remembers that a lone item's call ended in Again, as so many before it.
func (d *doubts) failed(id string, agains int, since, now time.Time) {
	known := d.of(id, now)
	known.agains, known.failedSince = agains, since
	d.note(id, known, now)
}

// note keeps what is known of an item. One without an ID can't be known again.
func (d *doubts) note(id string, known doubt, now time.Time) {
	if id == "" {
		return
	}
	if d.items == nil {
		d.items = make(map[string]doubt)
	}
	known.last = now
	d.items[id] = known
	d.sweep(now)
}

// of returns what is known of an item; the zero doubt if that is nothing.
func (d *doubts) of(id string, now time.Time) doubt {
	known := d.items[id]
	if known.old(now) {
		return doubt{}
	}
	return known
}

// forget is for an item that has been answered or judged.
func (d *doubts) forget(id string) { delete(d.items, id) }

// sweep drops what is too old, so that what never comes again does not stay for ever.
func (d *doubts) sweep(now time.Time) {
	if now.Sub(d.swept) < doubtFor {
		return
	}
	d.swept = now
	for id, known := range d.items {
		if known.old(now) {
			delete(d.items, id)
		}
	}
}

func (k doubt) old(now time.Time) bool { return now.Sub(k.last) > doubtFor }
