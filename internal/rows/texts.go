package rows

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
)

// texts are the shared texts of a workbook, to which its cells refer by number. They lie in a
// file; those that many cells have are held in memory.
type texts struct {
	file   *os.File
	begin  int64
	ends   []int64 // of each text, from begin
	recent [1024]struct {
		number int // from 1; 0 is none
		text   string
	}
	block  []byte // of the file
	blocks int64  // where block begins, from begin
}

// textsBlock is how much is read at a time: a workbook lists its texts in about the order in which
// they first come.
const textsBlock = 64 << 10

// textsPer is of how many of the bytes that a part may have one may be a text: 8 bytes are held in
// memory of each, and one without content takes 5 in the part.
const textsPer = 256

// readTexts writes the texts to the file, at begin.
func readTexts(part *zip.File, file *os.File, begin, most int64) (*texts, error) {
	content, in, err := openPart(part, most)
	if err != nil {
		return nil, err
	}
	defer content.Close()
	t := &texts{file: file, begin: begin}
	out := bufio.NewWriterSize(io.NewOffsetWriter(file, begin), textsBlock)
	if err := t.copy(newTokens(in), out, most/textsPer); err != nil {
		return nil, err
	}
	if _, err := io.Copy(io.Discard, in); err != nil { // by which the checksum is verified
		return nil, damaged(err)
	}
	return t, out.Flush()
}

func (t *texts) copy(from *tokens, to *bufio.Writer, most int64) error {
	var one text
	var end int64
	for {
		token, err := from.next()
		if err != nil {
			return err
		}
		switch element := token.(type) {
		case xml.StartElement:
			if element.Name.Local == "si" {
				one.reset()
			}
			one.start(element.Name.Local)
		case xml.CharData:
			one.add(element)
		case xml.EndElement:
			one.end(element.Name.Local)
			switch element.Name.Local {
			case "si":
				if int64(len(t.ends)) == most {
					return fmt.Errorf("%w: more than %d different texts, split it up", ErrTooLarge, most)
				}
				n, err := to.WriteString(one.string())
				if err != nil {
					return err
				}
				end += int64(n)
				t.ends = append(t.ends, end)
			case "sst":
				return nil
			}
		}
	}
}

var errNoText = errors.New("there is no text of this number")

// get returns the text of a number, from 0.
func (t *texts) get(number int) (string, error) {
	if number < 0 || number >= len(t.ends) {
		return "", errNoText
	}
	kept := &t.recent[number%len(t.recent)]
	if kept.number == number+1 {
		return kept.text, nil
	}
	var from int64
	if number > 0 {
		from = t.ends[number-1]
	}
	read, err := t.read(from, t.ends[number])
	if err == nil {
		kept.number, kept.text = number+1, read
	}
	return read, err
}

// read returns a part of the file.
func (t *texts) read(from, to int64) (string, error) {
	if from < t.blocks || to > t.blocks+int64(len(t.block)) {
		size := min(max(textsBlock, to-from), t.ends[len(t.ends)-1]-from)
		if int64(cap(t.block)) < size {
			t.block = make([]byte, size)
		}
		t.block, t.blocks = t.block[:size], from
		if _, err := t.file.ReadAt(t.block, t.begin+from); err != nil {
			t.block = t.block[:0]
			return "", err
		}
	}
	return string(t.block[from-t.blocks : to-t.blocks]), nil
}
