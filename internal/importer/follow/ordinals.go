package follow

// inBoth are the numbers that two ascending lists have in common.
func inBoth(a, b []int64) []int64 {
	var both []int64
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			both = append(both, a[0])
			a, b = a[1:], b[1:]
		}
	}
	return both
}

// ordinals is a set of ordinals from 0 to a bound, a bit each.
type ordinals struct{ bits []byte }

func newOrdinals(behind int64) *ordinals { return &ordinals{make([]byte, (behind+7)/8)} }

func (o *ordinals) add(n int64) {
	if n/8 < int64(len(o.bits)) {
		o.bits[n/8] |= 1 << (n % 8)
	}
}

func (o *ordinals) has(n int64) bool { return o.bits[n/8]&(1<<(n%8)) != 0 }
