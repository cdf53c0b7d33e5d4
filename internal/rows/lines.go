package rows

import (
	"bufio"
	"errors"
	"io"
	"strings"
)

// maxLine is the longest line, and the longest CSV row over several lines, in bytes. A row with
// every field that the vendor defines is below 4 KiB.
const maxLine = 64 << 10

// line is one line of the input without its end.
type line struct {
	number int
	text   string
	cut    bool // it was longer than maxLine, text is its beginning
}

// lineReader reads lines of any length in bounded memory.
type lineReader struct {
	in     *bufio.Reader
	number int
	again  []line // read before and put back
}

// next returns the next line; io.EOF when there is none.
func (r *lineReader) next() (line, error) {
	if len(r.again) > 0 {
		first := r.again[0]
		r.again = r.again[1:]
		return first, nil
	}
	text, err := r.in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		return r.tooLong(string(text))
	}
	if err != nil && (!errors.Is(err, io.EOF) || len(text) == 0) {
		return line{}, err
	}
	r.number++
	return line{number: r.number, text: trimEnd(string(text))}, nil
}

// tooLong passes over the rest of a line.
func (r *lineReader) tooLong(beginning string) (line, error) {
	for {
		_, err := r.in.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return line{}, err
		}
		r.number++
		return line{number: r.number, text: beginning, cut: true}, nil
	}
}

// unread puts lines back in front of what comes.
func (r *lineReader) unread(lines []line) {
	r.again = append(lines, r.again...)
}

func trimEnd(text string) string {
	return strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "\r")
}
