package batching

// line holds entries in order of arrival. It is linked through the entries, so that one leaves from
// anywhere at no cost.
type line[T, R any] struct {
	head, tail *entry[T, R]
	len        int
}

// classLine is the line of one class.
type classLine[T, R any] struct {
	class Class
	line[T, R]
}

// insert puts e where its arrival belongs. That is the end for a new one and near the front for one
// that comes back, so it looks from both.
func (l *line[T, R]) insert(e *entry[T, R]) {
	before := l.tail // the entry that e is to follow
	if before != nil && before.seq > e.seq {
		before = nil
		for n := l.head; n.seq < e.seq; n = n.next {
			before = n
		}
	}
	l.link(before, e)
	l.len++
}

// link puts e after before, or at the head if that is nil.
func (l *line[T, R]) link(before, e *entry[T, R]) {
	after := l.head
	if before != nil {
		after = before.next
		before.next = e
	} else {
		l.head = e
	}
	if after != nil {
		after.prev = e
	} else {
		l.tail = e
	}
	e.prev, e.next = before, after
}

// remove takes e out.
func (l *line[T, R]) remove(e *entry[T, R]) {
	if e.prev != nil {
		e.prev.next = e.next
	} else {
		l.head = e.next
	}
	if e.next != nil {
		e.next.prev = e.prev
	} else {
		l.tail = e.prev
	}
	e.prev, e.next = nil, nil
	l.len--
}
