package rows

import (
	"bufio"
	"strings"
)

// hasPrefix tells whether the input begins with the bytes. It waits for no more than it needs to
// tell: from a terminal no more may come.
func hasPrefix(in *bufio.Reader, prefix string) bool {
	for n := 1; n <= len(prefix); n++ {
		head, err := in.Peek(n)
		if err != nil || string(head) != prefix[:n] {
			return false
		}
	}
	return true
}

// peekLine returns the beginning up to the end of the first line that is not blank, without
// waiting for more.
func peekLine(in *bufio.Reader) []byte {
	for size := 1; ; size = in.Buffered() + 1 {
		head, err := in.Peek(size)
		if err != nil || len(head) == in.Size() {
			return head
		}
		head, _ = in.Peek(in.Buffered())
		if strings.Contains(strings.TrimLeft(string(head), " \t\r\n"), "\n") {
			return head
		}
	}
}
