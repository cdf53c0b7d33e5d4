package feed

// progress is how much of the run's source was read, 0 to 1; -1 when that is not known. Parts count
// by their sizes where all are known, and alike where not.
func (f *feeder) progress() float64 {
	here := 0.0
	if f.open != nil {
		if here = f.open.Share(); here < 0 {
			if len(f.parts) == 1 {
				return -1
			}
			here = 0
		}
	}
	var before, at, all float64
	for i, part := range f.parts {
		size := float64(part.Size)
		if part.Size < 0 {
			return (float64(f.cursor.Part) + here) / float64(len(f.parts))
		}
		all += size
		switch {
		case i < f.cursor.Part:
			before += size
		case i == f.cursor.Part:
			at = size
		}
	}
	if all == 0 {
		return 1
	}
	return (before + at*here) / all
}
