package rows

import "strings"

// state is how the splitting of a record ended.
type state int

const (
	whole state = iota // the record is complete
	open               // a quote is open at its end: the record may go on in the next line
	bad                // something stands between a closing quote and the next cell
)

// splitRecord splits a record of a CSV into cells. Quotes work as RFC 4180 says; a quote within
// a cell that does not begin with one is a character like others.
func splitRecord(text string, comma byte) ([]string, state) {
	cells := make([]string, 0, strings.Count(text, string(comma))+1)
	for {
		cell, rest, more, state := nextCell(text, comma)
		cells = append(cells, cell)
		if state != whole || !more {
			return cells, state
		}
		text = rest
	}
}

// nextCell returns the first cell, what follows its comma, and whether there was a comma.
func nextCell(text string, comma byte) (cell, rest string, more bool, s state) {
	quoted := strings.TrimLeft(text, " ")
	if !strings.HasPrefix(quoted, `"`) {
		cell, rest, more = strings.Cut(text, string(comma))
		return cell, rest, more, whole
	}
	cell, rest, closed := unquote(quoted[1:])
	if !closed {
		return cell, "", false, open
	}
	between, rest, more := strings.Cut(rest, string(comma))
	if strings.TrimSpace(between) != "" {
		return cell, "", false, bad
	}
	return cell, rest, more, whole
}

// unquote reads up to the closing quote; two quotes stand for one.
func unquote(text string) (cell, rest string, closed bool) {
	var joined strings.Builder
	for {
		before, after, found := strings.Cut(text, `"`)
		switch {
		case !found:
			return joined.String() + before, "", false
		case strings.HasPrefix(after, `"`):
			joined.WriteString(before)
			joined.WriteByte('"')
			text = after[1:]
		case joined.Len() == 0:
			return before, after, true // without a copy
		default:
			return joined.String() + before, after, true
		}
	}
}

// commas are what may separate cells; of those that fit equally well the first is it.
const commas = ",;\t|"

// tellsComma reads a line sep=; that a spreadsheet puts above the header, in quotes or not.
func tellsComma(text string) (comma byte, told bool) {
	rest, found := strings.CutPrefix(strings.ToLower(strings.Trim(strings.TrimSpace(text), `"`)), "sep=")
	if !found || len(rest) != 1 || !strings.Contains(commas, rest) {
		return 0, false
	}
	return rest[0], true
}
