// Package nearest finds the name that somebody has most likely meant by a misspelt one.
package nearest

// Name returns the name that is most like the given one, "" when none is like it: when more
// than a third of its letters, and more than one, would have to change.
func Name(given string, names []string) string {
	best, least := "", max(1, len(given)/3)+1
	for _, name := range names {
		if d := distance(given, name); d < least {
			best, least = name, d
		}
	}
	return best
}

// distance counts the letters to insert, delete, replace or swap with their neighbour
// (Damerau-Levenshtein, optimal string alignment).
func distance(a, b string) int {
	before, last := []int(nil), row(len(b)+1)
	for i := range len(a) {
		this := make([]int, len(b)+1)
		this[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			this[j+1] = min(last[j+1]+1, this[j]+1, last[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				this[j+1] = min(this[j+1], before[j-1]+1)
			}
		}
		before, last = last, this
	}
	return last[len(b)]
}

// row returns 0, 1, 2 and so on.
func row(n int) []int {
	r := make([]int, n)
	for i := range r {
		r[i] = i
	}
	return r
}
