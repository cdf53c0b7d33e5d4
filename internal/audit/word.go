package audit

import (
	"strings"

	"github.com/trackreg/trackreg/queue"
)

// Struck stands where a number stood.
const Struck = "***"

// Word finds a number in texts, in any case, where it is not part of another. Make it with [WordOf].
type Word struct{ key string }

// WordOf returns the word that a number, which is not "", is.
func WordOf(number string) Word { return Word{queue.NumberKey(number)} }

// In says whether the number stands in the text.
func (w Word) In(text string) bool { return w.next(text, 0) >= 0 }

// Strike returns the text with [Struck] wherever the number stood.
func (w Word) Strike(text string) string {
	var left strings.Builder
	from := 0
	for at := w.next(text, 0); at >= 0; at = w.next(text, from) {
		left.WriteString(text[from:at] + Struck)
		from = at + len(w.key)
	}
	return left.String() + text[from:]
}

// next is where the number stands in the text next, from an index on; -1 where it does not.
func (w Word) next(text string, from int) int {
	for at := from; at+len(w.key) <= len(text); at++ {
		end := at + len(w.key)
		if strings.EqualFold(text[at:end], w.key) && queue.NumberKey(text[at:end]) == w.key &&
			!joined(text, at) && !joined(text, end) {
			return at
		}
	}
	return -1
}

// joined says whether letters or digits stand on both sides of an index.
func joined(text string, at int) bool {
	return at > 0 && at < len(text) && isAlphanumeric(text[at-1]) && isAlphanumeric(text[at])
}

func isAlphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}
