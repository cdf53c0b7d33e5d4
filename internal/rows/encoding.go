package rows

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// The encodings of Unicode, as Options name them.
const (
	utf8Encoding  = "utf-8"
	utf16Encoding = "utf-16"
)

// The byte order marks.
const (
	byteOrderMark = "\ufeff"
	littleEndian  = "\xff\xfe"
	bigEndian     = "\xfe\xff"
)

// encoded says what text is encoded in, and whether a mark says so.
type encoded struct {
	name   string
	marked bool
}

// Encoding returns the name under which an encoding is known here, such as windows-1252, gb18030,
// shift_jis, euc-kr, big5 or utf-16; the error names those that are met most.
func Encoding(name string) (string, error) {
	lower := strings.ToLower(strings.TrimSpace(name))
	switch lower {
	case "", utf8Encoding, "utf8":
		return utf8Encoding, nil
	case utf16Encoding, "utf16":
		return utf16Encoding, nil
	}
	found, err := htmlindex.Get(lower)
	if err != nil {
		return "", fmt.Errorf("the encoding %q is not known: utf-8, utf-16, windows-1250 to windows-1258, gb18030, big5, shift_jis, euc-kr and others that browsers know are", name)
	}
	return htmlindex.Name(found)
}

// decode makes UTF-8 of the input. A byte order mark goes before the encoding that is asked for,
// so that what Failures wrote can be read with the same options. UTF-16 without a mark shows by its
// zero bytes.
func decode(in *bufio.Reader, asked string) (*bufio.Reader, encoded, error) {
	if hasPrefix(in, littleEndian+"\x00\x00") {
		return nil, encoded{}, fmt.Errorf("%w: the text is UTF-32: save it in UTF-8", ErrFormat)
	}
	for _, mark := range []struct{ bytes, name string }{
		{byteOrderMark, utf8Encoding}, {littleEndian, utf16Encoding}, {bigEndian, utf16Encoding},
	} {
		if !hasPrefix(in, mark.bytes) {
			continue
		}
		_, _ = in.Discard(len(mark.bytes)) // it is in the buffer
		return decoded(in, mark.name, mark.bytes == bigEndian), encoded{name: mark.name, marked: true}, nil
	}
	name, err := Encoding(asked)
	if err != nil {
		return nil, encoded{}, err
	}
	if first, err := in.Peek(2); err == nil && name == utf8Encoding && (first[0] == 0) != (first[1] == 0) {
		name = utf16Encoding
	}
	return decoded(in, name, hasPrefix(in, "\x00")), encoded{name: name}, nil
}

func decoded(in *bufio.Reader, name string, bigEndian bool) *bufio.Reader {
	if name == utf8Encoding {
		return in
	}
	return bufio.NewReaderSize(transform.NewReader(in, decoder(name, bigEndian)), maxLine)
}

func decoder(name string, bigEndian bool) *encoding.Decoder {
	if name == utf16Encoding {
		order := unicode.LittleEndian
		if bigEndian {
			order = unicode.BigEndian
		}
		return unicode.UTF16(order, unicode.IgnoreBOM).NewDecoder()
	}
	found, err := htmlindex.Get(name)
	if err != nil {
		return encoding.Nop.NewDecoder() // Encoding has named it
	}
	return found.NewDecoder()
}

// checkText refuses text with bytes that the encoding does not know. From another encoding than
// UTF-8 they have become replacement characters.
func checkText(encoding, text string) *RowError {
	switch {
	case !utf8.ValidString(text):
		return &RowError{
			Value: shorten(text), Problem: "is not valid UTF-8",
			Mend: "save the source in UTF-8, or name what it is in (encoding), as windows-1252",
		}
	case encoding != utf8Encoding && encoding != "" && strings.ContainsRune(text, utf8.RuneError):
		return &RowError{
			Value: shorten(text), Problem: "is not valid " + encoding,
			Mend: "save the source in UTF-8, or name what it is in (encoding)",
		}
	}
	return nil
}

// decodedWhole decodes a text, as far as it goes.
func decodedWhole(text []byte, name string) (string, bool) {
	out, err := io.ReadAll(transform.NewReader(strings.NewReader(string(text)), decoder(name, false)))
	return string(out), err == nil && !strings.ContainsRune(string(out), utf8.RuneError)
}
