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
