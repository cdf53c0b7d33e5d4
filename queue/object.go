package queue

import (
	"encoding/json"
	"strings"
)

// maxDepth is how deep a payload may nest. The vendor's items nest two deep.
const maxDepth = 32

// member is one key and value of a JSON object, as they are written.
type member struct {
	key   string // decoded
	name  []byte // the key with its quotes
	value []byte // without white space around it
}

// ours says whether the member is never sent.
func (m member) ours() bool { return strings.HasPrefix(m.key, "_") }

// appendMembers appends the members of an object to ms. The object must be
// valid JSON, which json.Valid says faster than a second parser could.
func appendMembers(ms []member, object []byte) []member {
	at := skipSpace(object, 1)
	for object[at] != '}' {
		end := stringEnd(object, at)
		m := member{key: decodeString(object[at:end]), name: object[at:end]}
		at = skipSpace(object, skipSpace(object, end)+1)
		end = valueEnd(object, at)
		m.value = object[at:end]
		ms = append(ms, m)
		if at = skipSpace(object, end); object[at] == ',' {
			at = skipSpace(object, at+1)
		}
	}
	return ms
}

// appendElements appends the elements of a valid JSON array to es.
func appendElements(es [][]byte, array []byte) [][]byte {
	at := skipSpace(array, 1)
	for array[at] != ']' {
		end := valueEnd(array, at)
		es = append(es, array[at:end])
		if at = skipSpace(array, end); array[at] == ',' {
			at = skipSpace(array, at+1)
		}
	}
	return es
}

func skipSpace(b []byte, at int) int {
	for at < len(b) && (b[at] == ' ' || b[at] == '\n' || b[at] == '\r' || b[at] == '\t') {
		at++
	}
	return at
}

// stringEnd returns the index after the string that begins at at.
func stringEnd(b []byte, at int) int {
	for at++; b[at] != '"'; at++ {
		if b[at] == '\\' {
			at++
		}
	}
	return at + 1
}

// valueEnd returns the index after the value that begins at at.
func valueEnd(b []byte, at int) int {
	switch b[at] {
	case '"':
		return stringEnd(b, at)
	case '{', '[':
		return nestEnd(b, at)
	}
	for at < len(b) && !strings.ContainsRune(",]} \n\r\t", rune(b[at])) {
		at++
	}
	return at
}

// nestEnd returns the index after the object or array that begins at at.
func nestEnd(b []byte, at int) int {
	for depth := 0; ; {
		switch b[at] {
		case '"':
			at = stringEnd(b, at)
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		if at++; depth == 0 {
			return at
		}
	}
}

// tooDeep says whether a valid JSON text nests more than maxDepth deep.
func tooDeep(b []byte) bool {
	depth := 0
	for at := 0; at < len(b); at++ {
		switch b[at] {
		case '"':
			at = stringEnd(b, at) - 1
		case '{', '[':
			if depth++; depth > maxDepth {
				return true
			}
		case '}', ']':
			depth--
		}
	}
	return false
}

// plain says whether a JSON string is written without escapes, and so equals
// what is between its quotes.
func plain(quoted []byte) bool {
	for _, c := range quoted {
		if c == '\\' {
			return false
		}
	}
	return true
}

// decodeString returns the value of a valid JSON string.
func decodeString(quoted []byte) string {
	if plain(quoted) {
		return string(quoted[1 : len(quoted)-1])
	}
	var s string
	_ = json.Unmarshal(quoted, &s) // valid: it cannot fail
	return s
}

// appendQuoted appends s as a JSON string, escaped as RFC 8785 says. s must be
// valid UTF-8.
func appendQuoted(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	begin := 0 // of what needs no escape
	for i := range len(s) {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		dst = append(dst, s[begin:i]...)
		begin = i + 1
		if escape := strings.IndexByte("\b\t\n\f\r\"\\", c); escape >= 0 {
			dst = append(dst, '\\', "btnfr\"\\"[escape])
		} else {
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&0xf])
		}
	}
	dst = append(dst, s[begin:]...)
	return append(dst, '"')
}
