package batching

// Stats is what a [Batcher] holds at one moment.
type Stats struct {
	Waiting  int // items in line, and behind one of the same Key
	Groups   int // groups and halves set aside
	Grouped  int // items in them
	Suspects int // lone items under suspicion, set aside
	Calls    int // calls in flight
	Flying   int // items in them
}

// stats counts what there is.
func (s *state[T, R]) stats() Stats {
	st := Stats{Calls: s.flights, Flying: s.flying}
	for _, g := range s.aside {
		if g.suspect {
			st.Suspects++
		} else {
			st.Groups++
			st.Grouped += len(g.members)
		}
	}
	st.Waiting = s.size - st.Grouped - st.Suspects - st.Flying
	return st
}
