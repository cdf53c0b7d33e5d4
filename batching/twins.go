package batching

// twins are the entries of one Key. While one of them is in a call or set aside it holds the key, and
// none of them is in a line. Otherwise the first of each class is in its class's line, and the others
// are behind it: a later one of a more urgent class need not wait for a first that may not go.
type twins[T, R any] struct {
	held    bool
	size    int // all of them, the holder too
	classes []twinsOfClass[T, R]
	room    [1]twinsOfClass[T, R] // where classes begins: nearly all Keys have one entry only
}

type twinsOfClass[T, R any] struct {
	line   *classLine[T, R] // the class's line
	lead   *entry[T, R]     // the one in it; nil while the key is held or none is left
	behind line[T, R]
}

func (t *twins[T, R]) of(l *classLine[T, R]) *twinsOfClass[T, R] {
	for i := range t.classes {
		if t.classes[i].line == l {
			return &t.classes[i]
		}
	}
	if t.classes == nil {
		t.classes = t.room[:0]
	}
	t.classes = append(t.classes, twinsOfClass[T, R]{line: l})
	return &t.classes[len(t.classes)-1]
}

// enter puts e behind the others of its class, or into the line if it is the first.
func (t *twins[T, R]) enter(e *entry[T, R], l *classLine[T, R]) {
	c := t.of(l)
	c.behind.insert(e)
	e.place = behind
	if !t.held {
		c.lift()
	}
}

// hold takes the key for e, which is in a line. All of the key leave their lines.
func (t *twins[T, R]) hold(e *entry[T, R]) {
	t.held = true
	for i := range t.classes {
		c := &t.classes[i]
		lead := c.lead
		if lead == nil {
			continue
		}
		c.lead = nil
		c.line.remove(lead)
		if lead != e {
			c.behind.insert(lead)
			lead.place = behind
		}
	}
}

// release gives the key up; the first of each class goes to its line.
func (t *twins[T, R]) release() {
	t.held = false
	for i := range t.classes {
		t.classes[i].lift()
	}
}

// drop takes out e, which is in a line or behind another.
func (t *twins[T, R]) drop(e *entry[T, R], l *classLine[T, R]) {
	c := t.of(l)
	if e.place == behind {
		c.behind.remove(e)
		return
	}
	l.remove(e)
	c.lead = nil
	c.lift()
}

// lift moves the first of those behind into the line if no other is there.
func (c *twinsOfClass[T, R]) lift() {
	if first := c.behind.head; first != nil && c.lead == nil {
		c.behind.remove(first)
		c.lead = first
		c.line.insert(first)
		first.place = inLine
	}
}
