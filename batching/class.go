package batching

import "cmp"

// Class says with which others an item may share a call, and which of them goes first.
type Class struct {
	// Lane is what a call is made for; a batch holds items of one Lane only.
	Lane string
	// Rank orders the classes of a Lane: the lower Rank goes first, and a batch that it does not fill
	// is filled up with higher ones.
	Rank int
}

// compare orders classes by Rank, then by Lane, so that lists of them are the same every time.
func (c Class) compare(d Class) int {
	return cmp.Or(cmp.Compare(c.Rank, d.Rank), cmp.Compare(c.Lane, d.Lane))
}

// Waiting is a class of which at least one item could go in a call now.
type Waiting struct {
	Class
	// Fresh tells that items are among them which are not set aside after a failure: not in a group, a
	// half, or a suspect. Only these make a good probe.
	Fresh bool
}
