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

// lineReader reads lines of any length in bounded memory. A line ends in LF, CRLF or CR, also by
// turns.
type lineReader struct {
	in     *bufio.Reader
	number int
	again  []line // read before and put back
	left   string // read, behind a carriage return, and not given yet
	whole  bool   // left ends where a line does
}

// next returns the next line; io.EOF when there is none.
func (r *lineReader) next() (line, error) {
	if len(r.again) > 0 {
		first := r.again[0]
		r.again = r.again[1:]
		return first, nil
	}
	text, err := r.more()
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		if len(text) > maxLine && !strings.Contains(text, "\r") {
			return r.tooLong(text)
		}
		return r.upToReturn(text, false)
	case err != nil && (!errors.Is(err, io.EOF) || text == ""):
		return line{}, err
	}
	return r.upToReturn(text, true)
}

// more returns what is left and, unless a line ends in it, what comes up to the next line feed.
func (r *lineReader) more() (string, error) {
	left := r.left
	r.left = ""
	if left != "" && (r.whole || strings.Contains(left, "\r")) {
		if r.whole {
			return left, nil
		}
		return left, bufio.ErrBufferFull
	}
	text, err := r.in.ReadSlice('\n')
	return left + string(text), err
}

// upToReturn gives the text up to its first carriage return that ends a line by itself.
func (r *lineReader) upToReturn(text string, whole bool) (line, error) {
	end := strings.IndexByte(text, '\r')
	switch {
	case end < 0 && !whole:
		r.left, r.whole = text, false
		return r.next()
	case end < 0 || whole && strings.TrimRight(text[end:], "\r\n") == "" && strings.Count(text[end:], "\r") == 1:
		return r.count(trimEnd(text)), nil
	case end == len(text)-1 && !whole:
		r.passFeed()
		return r.count(text[:end]), nil
	}
	r.left, r.whole = text[end+1:], whole
	if rest, found := strings.CutPrefix(r.left, "\n"); found {
		r.left = rest
	}
	return r.count(text[:end]), nil
}

// passFeed passes over the line feed that may follow a carriage return at the end of the buffer.
func (r *lineReader) passFeed() {
	if next, err := r.in.Peek(1); err == nil && next[0] == '\n' {
		_, _ = r.in.Discard(1) // it is in the buffer
	}
}

func (r *lineReader) count(text string) line {
	r.number++
	if len(text) > maxLine {
		return line{number: r.number, text: text[:maxLine], cut: true}
	}
	return line{number: r.number, text: text}
}

// tooLong passes over the rest of a line.
func (r *lineReader) tooLong(beginning string) (line, error) {
	for {
		text, err := r.in.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) && !strings.Contains(string(text), "\r") {
			continue
		}
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
			return line{}, err
		}
		_, rest, returned := strings.Cut(string(text), "\r")
		switch {
		case returned && rest == "" && err != nil:
			r.passFeed()
		case returned && rest != "\n":
			r.left, r.whole = rest, err == nil
		}
		return r.count(beginning), nil
	}
}

// unread puts lines back in front of what comes.
func (r *lineReader) unread(lines []line) {
	r.again = append(lines, r.again...)
}

func trimEnd(text string) string {
	return strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "\r")
}
