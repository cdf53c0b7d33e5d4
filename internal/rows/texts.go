package rows

import (
	"archive/zip"
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"os"
)

// texts are the shared texts of a workbook, to which its cells refer by number. They lie in a
// file, in pages: the texts of one, and behind them where each ends. Short ones that many cells have
// are held in memory, and nothing of the others.
type texts struct {
	file   *os.File
	pages  []textPage
	count  int
	recent [1024]struct {
		number int // from 1; 0 is none
		text   string
	}
	content, ends window // of the file
}

// textPage says where the texts of a page begin in the file, and the list of their ends.
type textPage struct{ begin, ends int64 }

const (
	// pageTexts is how many texts are on a page, for which 16 bytes are held.
	pageTexts = 8192
	// endBytes is how much a text's end takes, counted from where its page begins.
	endBytes = 4
	// recentMost is the longest text that is held, in bytes.
	recentMost = 1 << 10
	// textsPer is of how many of the bytes that a part may have one may be a text: one without
	// content takes 5 in the part.
	textsPer = 256
)

// readTexts writes the texts to the file, at begin.
func readTexts(part *zip.File, file *os.File, begin, most int64) (*texts, error) {
	content, in, err := openPart(part, most)
	if err != nil {
		return nil, err
	}
	defer content.Close()
	t := &texts{file: file}
	pages := &pageWriter{texts: t, out: bufio.NewWriterSize(io.NewOffsetWriter(file, begin), windowBytes), at: begin, most: most / textsPer}
	if err := pages.copy(newTokens(in)); err != nil {
		return nil, err
	}
	if _, err := io.Copy(io.Discard, in); err != nil { // by which the checksum is verified
		return nil, damaged(err)
	}
	return t, pages.out.Flush()
}

var errNoText = errors.New("there is no text of this number")

// get returns the text of a number, from 0.
func (t *texts) get(number int) (string, error) {
	if number < 0 || number >= t.count {
		return "", errNoText
	}
	kept := &t.recent[number%len(t.recent)]
	if kept.number == number+1 {
		return kept.text, nil
	}
	read, err := t.read(t.pages[number/pageTexts], int64(number%pageTexts))
	if err == nil && len(read) <= recentMost {
		kept.number, kept.text = number+1, read
	}
	return read, err
}

// read returns the text that is the nth of a page.
func (t *texts) read(p textPage, n int64) (string, error) {
	before := min(n, 1) // texts whose end is read as well, which is where this one begins
	ends, err := t.ends.read(t.file, p.ends+endBytes*(n-before), endBytes*(before+1))
	if err != nil {
		return "", err
	}
	var from int64
	if before > 0 {
		from = int64(binary.LittleEndian.Uint32(ends))
	}
	to := int64(binary.LittleEndian.Uint32(ends[endBytes*before:]))
	text, err := t.content.read(t.file, p.begin+from, to-from)
	return string(text), err
}
