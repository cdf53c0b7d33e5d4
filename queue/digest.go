package queue

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/gowebpki/jcs"
)

// digest returns the first 16 hex digits of SHA-256 over the members in
// canonical JSON, without those that begin with _ except _ref. It sorts ms.
func digest(ms []member) (string, error) {
	ms = slices.DeleteFunc(ms, func(m member) bool { return m.ours() && m.key != "_ref" })
	text, err := appendObject(make([]byte, 0, 512), ms)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8]), nil
}

// appendObject appends an object in canonical JSON: its members sorted by the
// UTF-16 code units of their keys. It refuses a key that comes twice, of which
// no two programs read the same one.
func appendObject(dst []byte, ms []member) ([]byte, error) {
	slices.SortFunc(ms, func(a, b member) int { return compareKeys(a.key, b.key) })
	dst = append(dst, '{')
	for i, m := range ms {
		if i > 0 {
			if m.key == ms[i-1].key {
				return nil, refuse(m.key, "", "comes twice", "keep one of the two")
			}
			dst = append(dst, ',')
		}
		var err error
		if dst, err = appendString(dst, m.name); err != nil {
			return nil, err
		}
		if dst, err = appendCanonical(append(dst, ':'), m.value); err != nil {
			return nil, err
		}
	}
	return append(dst, '}'), nil
}

// compareKeys orders keys as RFC 8785 does. Bytes and UTF-16 code units order
// alike but where a character beyond U+FFFF meets one from U+E000 on.
func compareKeys(a, b string) int {
	if isASCII(a) || isASCII(b) {
		return cmp.Compare(a, b)
	}
	return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// appendCanonical appends a valid JSON value in canonical form. What is
// canonical as it is written, nearly everything, is copied; the rest is jcs's.
func appendCanonical(dst, value []byte) ([]byte, error) {
	switch value[0] {
	case '{':
		return appendObject(dst, appendMembers(nil, value))
	case '[':
		return appendArray(dst, value)
	case '"':
		return appendString(dst, value)
	case 't', 'f', 'n':
		return append(dst, value...), nil
	}
	return appendNumber(dst, value), nil
}

func appendArray(dst, value []byte) ([]byte, error) {
	dst = append(dst, '[')
	for i, element := range appendElements(nil, value) {
		if i > 0 {
			dst = append(dst, ',')
		}
		var err error
		if dst, err = appendCanonical(dst, element); err != nil {
			return nil, err
		}
	}
	return append(dst, ']'), nil
}

func appendString(dst, value []byte) ([]byte, error) {
	if plain(value) {
		return append(dst, value...), nil
	}
	text, err := jcs.Transform(value)
	if err != nil {
		return nil, fmt.Errorf("string %s: %w", shorten(string(value)), err)
	}
	return append(dst, text...), nil
}

// appendNumber appends a number as RFC 8785 writes its double, or as it stands
// if no double equals it.
func appendNumber(dst, token []byte) []byte {
	if smallInteger(token) {
		return append(dst, token...)
	}
	if double, err := strconv.ParseFloat(string(token), 64); err == nil {
		if text, err := jcs.NumberToJSON(double); err == nil && sameDecimal(string(token), text) {
			return append(dst, text...)
		}
	}
	return append(dst, token...)
}

// smallInteger says whether a number is a natural one of at most 15 digits,
// which is canonical as it is written.
func smallInteger(token []byte) bool {
	return len(token) <= 15 && !bytes.ContainsFunc(token, func(r rune) bool { return r < '0' || r > '9' })
}

// sameDecimal says whether two JSON numbers are exactly equal.
func sameDecimal(a, b string) bool {
	da, ea, oka := decimal(a)
	db, eb, okb := decimal(b)
	return oka && okb && da == db && ea == eb
}

// decimal splits a JSON number into its sign and digits without zeros at either
// end, and the power of ten they are multiplied by. ok is false where that
// power is beyond reason.
func decimal(s string) (digits string, exponent int, ok bool) {
	mantissa, power, found := strings.Cut(strings.ToLower(s), "e")
	if found {
		var err error
		if exponent, err = strconv.Atoi(power); err != nil {
			return "", 0, false
		}
	}
	mantissa, negative := strings.CutPrefix(mantissa, "-")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	all := strings.TrimLeft(whole+fraction, "0")
	digits = strings.TrimRight(all, "0")
	if digits == "" {
		return "", 0, true
	}
	exponent += len(all) - len(digits) - len(fraction)
	if negative {
		digits = "-" + digits
	}
	return digits, exponent, true
}
