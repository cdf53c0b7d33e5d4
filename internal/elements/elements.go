// Package elements takes a JSON array apart in no more memory than its text: a
// decoder would spend forty bytes on each of four million ones before anybody could count them.
package elements

import (
	"encoding/json"
	"errors"
	"strings"
)

// ErrNoArray says that a text is JSON, but no array.
var ErrNoArray = errors.New("not an array")

// Of returns the elements of a JSON array, which share its memory, and how many
// there are. Of more than most it returns none, and counts them. The error is
// [ErrNoArray], or says as encoding/json does why the text is no JSON, which is
// also what nests more than 10,000 deep.
func Of(array []byte, most int) (elements []json.RawMessage, n int, err error) {
	if !json.Valid(array) {
		var raw json.RawMessage
		return nil, 0, json.Unmarshal(array, &raw) // checks before it takes memory
	}
	begin := skipSpace(array, 0)
	if array[begin] != '[' {
		return nil, 0, ErrNoArray
	}
	each(array, begin, func([]byte) { n++ })
	if n > most {
		return nil, n, nil
	}
	elements = make([]json.RawMessage, 0, n)
	each(array, begin, func(element []byte) { elements = append(elements, element) })
	return elements, n, nil
}

// each calls do with the elements of the valid array that begins at at.
func each(b []byte, at int, do func(element []byte)) {
	at = skipSpace(b, at+1)
	for b[at] != ']' {
		end := valueEnd(b, at)
		do(b[at:end:end])
		if at = skipSpace(b, end); b[at] == ',' {
			at = skipSpace(b, at+1)
		}
	}
}

func skipSpace(b []byte, at int) int {
	for strings.IndexByte(" \t\r\n", b[at]) >= 0 {
		at++
	}
	return at
}

// valueEnd returns the index after the valid value that begins at at.
func valueEnd(b []byte, at int) int {
	for depth := 0; ; at++ {
		switch b[at] {
		case '"':
			at = stringEnd(b, at)
		case '{', '[':
			depth++
			continue
		case '}', ']':
			if depth == 0 { // of the array itself: the value was a bare one
				return at
			}
			depth--
		case ',', ' ', '\t', '\r', '\n':
			if depth == 0 {
				return at
			}
			continue
		default:
			continue
		}
		if depth == 0 {
			return at + 1
		}
	}
}

// stringEnd returns the index of the quote that ends the string that begins at at.
func stringEnd(b []byte, at int) int {
	for at++; b[at] != '"'; at++ {
		if b[at] == '\\' {
			at++
		}
	}
	return at
}
