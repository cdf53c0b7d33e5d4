package source

// Listing is what a source has.
type Listing struct {
	Parts []Part
	// Left says of files that the source's pattern takes in why they are not among the parts. One
	// that may still be written is Passing, and wraps ErrWriting: look again.
	Left []*Error
}

// add adds a part, unless it is left for a reason.
func (l *Listing) add(part Part, left *Error) {
	if left != nil {
		l.leave(left)
		return
	}
	l.Parts = append(l.Parts, part)
}

// leave takes note of what is left, once: a link to a folder is met with each file in it.
func (l *Listing) leave(left *Error) {
	for _, other := range l.Left {
		if other.Part == left.Part {
			return
		}
	}
	l.Left = append(l.Left, left)
}
