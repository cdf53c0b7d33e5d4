package rows

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// mostDirectory bounds each part of a workbook that is held in memory, all but sheets and texts,
// in bytes unpacked.
const mostDirectory = 8 << 20

// mostSheets is the most sheets and other parts that a workbook may list.
const mostSheets = 10_000

// listed is a sheet as the workbook lists it.
type listed struct {
	Name  string `xml:"name,attr"`
	ID    string `xml:"id,attr"`    // of the link that leads there
	State string `xml:"state,attr"` // hidden or veryHidden
}

// openDirectory reads which sheets there are, and what styles and dates mean.
func (w *workbook) openDirectory() error {
	root, err := w.linksOf("")
	if err != nil {
		return err
	}
	base := targetOf(root, "officeDocument")
	if !strings.HasSuffix(base, ".xml") || w.parts[base] == nil {
		return fmt.Errorf("%w: the input is an archive or a spreadsheet, but no XLSX: save it as XLSX or CSV, or unpack it", ErrFormat)
	}
	if w.links, err = w.linksOf(base); err != nil {
		return err
	}
	var book struct {
		Properties struct {
			Date1904 bool `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []listed `xml:"sheets>sheet"`
	}
	if err := decodePart(w.parts[base], &book); err != nil {
		return err
	}
	if max(len(book.Sheets), len(w.links)) > mostSheets {
		return fmt.Errorf("%w: a workbook of more than %d sheets", ErrTooLarge, mostSheets)
	}
	w.sheets, w.date1904 = book.Sheets, book.Properties.Date1904
	w.styles, err = readStyles(w.parts[targetOf(w.links, "styles")])
	return err
}

// decodePart reads a part of XML into memory.
func decodePart(part *zip.File, into any) error {
	content, in, err := openPart(part, mostDirectory)
	if err != nil {
		return err
	}
	err = errors.Join(xml.NewTokenDecoder(&directory{tokens: newTokens(in)}).Decode(into), content.Close())
	if err != nil && !errors.Is(err, io.EOF) {
		return damaged(err)
	}
	return nil
}

const (
	// mostElements and mostNested are what such a part may have of elements, and of one within the
	// other: each takes many times its bytes in memory. A workbook with all the styles that it may
	// have comes to half of that.
	mostElements = 400_000
	mostNested   = 1000
)

// directory gives a decoder the tokens of a part that is held in memory.
type directory struct {
	tokens           *tokens
	elements, nested int
}

// Token returns the next token.
func (d *directory) Token() (xml.Token, error) {
	token, err := d.tokens.next()
	switch token.(type) {
	case xml.StartElement:
		d.elements++
		d.nested++
	case xml.EndElement:
		d.nested--
	}
	if d.elements > mostElements || d.nested > mostNested {
		return nil, fmt.Errorf("%w: a part of the XLSX has more than %d elements, or %d within each other", ErrTooLarge, mostElements, mostNested)
	}
	return token, err
}
