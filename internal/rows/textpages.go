package rows

import (
	"bufio"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
)

// pageWriter writes the shared texts of a workbook in pages.
type pageWriter struct {
	texts *texts
	out   *bufio.Writer
	at    int64    // where out is in the file
	ends  []uint32 // of the texts of the page that is begun
	most  int64    // texts
}

// copy writes what the tokens say.
func (p *pageWriter) copy(from *tokens) error {
	var one text
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
				if err := p.add(one.string()); err != nil {
					return err
				}
			case "sst":
				return p.endPage()
			}
		}
	}
}

// add writes a text.
func (p *pageWriter) add(text string) error {
	t := p.texts
	if int64(t.count) == p.most {
		return fmt.Errorf("%w: more than %d different texts, split it up", ErrTooLarge, p.most)
	}
	if len(p.ends) == 0 {
		t.pages = append(t.pages, textPage{begin: p.at})
	}
	n, err := p.out.WriteString(text)
	if err != nil {
		return err
	}
	p.at += int64(n)
	t.count++
	p.ends = append(p.ends, uint32(p.at-t.pages[len(t.pages)-1].begin)) // a text is no longer than a row may be
	if len(p.ends) == pageTexts {
		return p.endPage()
	}
	return nil
}

// endPage writes where the texts of the page end.
func (p *pageWriter) endPage() error {
	if len(p.ends) == 0 {
		return nil
	}
	p.texts.pages[len(p.texts.pages)-1].ends = p.at
	for _, end := range p.ends {
		if _, err := p.out.Write(binary.LittleEndian.AppendUint32(nil, end)); err != nil {
			return err
		}
	}
	p.at += endBytes * int64(len(p.ends))
	p.ends = p.ends[:0]
	return nil
}

// windowBytes is how much is read of a file at a time: a workbook lists its texts in about the order
// in which they first come.
const windowBytes = 64 << 10

// window is what was read last of a file.
type window struct {
	begin int64
	held  []byte
}

// read returns n bytes from at on, which are valid until the next call.
func (w *window) read(from io.ReaderAt, at, n int64) ([]byte, error) {
	if at < w.begin || at+n > w.begin+int64(len(w.held)) {
		if size := max(windowBytes, n); int64(cap(w.held)) < size {
			w.held = make([]byte, size)
		}
		w.held = w.held[:cap(w.held)]
		got, err := from.ReadAt(w.held, at)
		w.begin, w.held = at, w.held[:got]
		if int64(got) < n {
			return nil, errors.Join(io.ErrUnexpectedEOF, err)
		}
	}
	return w.held[at-w.begin : at-w.begin+n], nil
}
