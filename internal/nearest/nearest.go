// Package nearest finds the name that somebody has most likely meant by a misspelt one.
package nearest

import "unicode/utf8"

// Name returns the name that is most like the given one, "" when none is like it.
func Name(given string, names []string) string {
	best, least := "", utf8.RuneCountInString(given)+1
	for _, name := range names {
		if d, like := Changes(given, name); like && d < least {
			best, least = name, d
		}
	}
	return best
}

// Changes counts the letters of a name that would have to change to make it the given one: to be
// inserted, deleted, replaced or swapped with their neighbour. like is false, and the count 0, when
// that is more than a third of those of the given one, and more than one.
func Changes(given, name string) (count int, like bool) {
	a, b := []rune(given), []rune(name)
	most := max(1, len(a)/3)
	if len(a)-len(b) > most || len(b)-len(a) > most {
		return 0, false
	}
	if d := distance(a, b); d <= most {
		return d, true
	}
	return 0, false
}

// distance counts the letters to insert, delete, replace or swap with their neighbour
// (Damerau-Levenshtein, optimal string alignment).
func distance(a, b []rune) int {
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
