package rows

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

// The most that a sheet may have.
const (
	mostRows    = 1 << 20
	mostColumns = 1 << 14
)

// cell is a cell as the sheet has it.
type cell struct {
	column  int    // from 0
	kind    string // what value is; "" or n is a number
	style   int
	value   string
	formula bool
	valued  bool // it holds a value, though that may be an empty text
}

// sheet reads the cells of a sheet row by row.
type sheet struct {
	content io.Closer
	tokens  *tokens
	row     int    // the last that was read
	cells   []cell // reused from row to row
	text    text
}

func openSheet(part *zip.File, most int64) (*sheet, error) {
	content, in, err := openPart(part, most)
	if err != nil {
		return nil, err
	}
	return &sheet{content: content, tokens: newTokens(in)}, nil
}

func (s *sheet) close() error { return s.content.Close() }

// next returns the number and the cells of the next row, which are valid until the next call.
func (s *sheet) next() (int, []cell, error) {
	for {
		token, err := s.tokens.next()
		if err != nil {
			return 0, nil, err
		}
		switch element := token.(type) {
		case xml.StartElement:
			if element.Name.Local == "row" {
				return s.readRow(element)
			}
		case xml.EndElement:
			if element.Name.Local == "sheetData" {
				return 0, nil, s.finish()
			}
		}
	}
}

// finish reads the rest, by which the checksum is verified.
func (s *sheet) finish() error {
	if _, err := io.Copy(io.Discard, s.tokens.in); err != nil {
		return damaged(err)
	}
	return io.EOF
}

func (s *sheet) readRow(start xml.StartElement) (int, []cell, error) {
	number := s.row + 1
	if given := attribute(start, "r"); given != "" {
		var err error
		if number, err = strconv.Atoi(given); err != nil || number <= s.row || number > mostRows {
			return 0, nil, damaged(errors.New("a row has the number " + strconv.Quote(given)))
		}
	}
	s.cells = s.cells[:0]
	for {
		token, err := s.tokens.next()
		if err != nil {
			return 0, nil, err
		}
		switch element := token.(type) {
		case xml.StartElement:
			if element.Name.Local != "c" {
				continue
			}
			if err := s.readCell(element); err != nil {
				return 0, nil, err
			}
		case xml.EndElement:
			if element.Name.Local == "row" {
				s.row = number
				return number, s.cells, nil
			}
		}
	}
}

func (s *sheet) readCell(start xml.StartElement) error {
	c, err := s.begin(start)
	if err != nil {
		return err
	}
	s.text.reset()
	for {
		token, err := s.tokens.next()
		if err != nil {
			return err
		}
		switch element := token.(type) {
		case xml.StartElement:
			c.formula = c.formula || element.Name.Local == "f"
			c.valued = c.valued || element.Name.Local == "v"
			s.text.start(element.Name.Local)
		case xml.CharData:
			s.text.add(element)
		case xml.EndElement:
			switch element.Name.Local {
			case "c":
				c.value = s.text.string()
				s.cells = append(s.cells, c)
				return nil
			case "row":
				return damaged(errors.New("a cell is not closed"))
			}
			s.text.end(element.Name.Local)
		}
	}
}

// begin reads what the cell's element says: its place, kind and style.
func (s *sheet) begin(start xml.StartElement) (cell, error) {
	c := cell{kind: attribute(start, "t")}
	if n := len(s.cells); n > 0 {
		c.column = s.cells[n-1].column + 1
	}
	if place := attribute(start, "r"); place != "" {
		var ok bool
		if c.column, ok = columnOf(place); !ok {
			return c, damaged(errors.New("a cell has the place " + strconv.Quote(place)))
		}
	}
	if max(c.column, len(s.cells)) >= mostColumns {
		return c, damaged(errors.New("a row has too many cells"))
	}
	if style := attribute(start, "s"); style != "" {
		var err error
		if c.style, err = strconv.Atoi(style); err != nil {
			return c, damaged(errors.New("a cell has the style " + strconv.Quote(style)))
		}
	}
	return c, nil
}

// columnOf returns the column, from 0, of a place such as B2.
func columnOf(place string) (column int, ok bool) {
	letters := strings.TrimRight(place, "0123456789")
	row, err := strconv.Atoi(place[len(letters):])
	if err != nil || row < 1 || row > mostRows {
		return 0, false
	}
	for _, letter := range []byte(strings.ToUpper(strings.ReplaceAll(letters, "$", ""))) {
		if letter < 'A' || letter > 'Z' || column > mostColumns {
			return 0, false
		}
		column = 26*column + int(letter-'A') + 1
	}
	return column - 1, column >= 1 && column <= mostColumns
}

func attribute(of xml.StartElement, name string) string {
	for _, a := range of.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}
