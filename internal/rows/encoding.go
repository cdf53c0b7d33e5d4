package rows

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// The encodings, as Options name them.
const (
	utf8Encoding    = "utf-8"
	utf16Encoding   = "utf-16"
	windowsEncoding = "windows-1252"
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

// decode makes UTF-8 of the input. A byte order mark goes before the encoding that is asked for,
// so that what Failures wrote can be read with the same options.
func decode(in *bufio.Reader, asked string) (*bufio.Reader, encoded, error) {
	for _, mark := range []struct{ bytes, name string }{
		{byteOrderMark, utf8Encoding}, {littleEndian, utf16Encoding}, {bigEndian, utf16Encoding},
	} {
		if !hasPrefix(in, mark.bytes) {
			continue
		}
		_, _ = in.Discard(len(mark.bytes)) // it is in the buffer
		return decoded(in, mark.name, mark.bytes == bigEndian), encoded{name: mark.name, marked: true}, nil
	}
	switch name := strings.ToLower(asked); name {
	case "", utf8Encoding:
		return in, encoded{name: utf8Encoding}, nil
	case utf16Encoding, windowsEncoding:
		return decoded(in, name, hasPrefix(in, "\x00")), encoded{name: name}, nil
	default:
		return nil, encoded{}, fmt.Errorf("the encoding %q is none of utf-8, utf-16 and windows-1252", asked)
	}
}

func decoded(in *bufio.Reader, name string, bigEndian bool) *bufio.Reader {
	order := unicode.LittleEndian
	if bigEndian {
		order = unicode.BigEndian
	}
	var out io.Reader
	switch name {
	case utf16Encoding:
		out = transform.NewReader(in, unicode.UTF16(order, unicode.IgnoreBOM).NewDecoder())
	case windowsEncoding:
		out = transform.NewReader(in, charmap.Windows1252.NewDecoder())
	default:
		return in
	}
	return bufio.NewReaderSize(out, maxLine)
}

// checkText refuses text with bytes that the encoding does not know. From another encoding than
// UTF-8 they have become replacement characters.
func checkText(encoding, text string) *RowError {
	switch {
	case !utf8.ValidString(text):
		return &RowError{
			Value: shorten(text), Problem: "is not valid UTF-8",
			Mend: "save the source in UTF-8, or name what it is in by the setting encoding, as windows-1252",
		}
	case encoding != utf8Encoding && encoding != "" && strings.ContainsRune(text, utf8.RuneError):
		return &RowError{
			Value: shorten(text), Problem: "is not valid " + encoding,
			Mend: "save the source in UTF-8, or name what it is in by the setting encoding",
		}
	}
	return nil
}
