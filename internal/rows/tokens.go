package rows

import (
	"bufio"
	"encoding/xml"
	"errors"
	"io"
)

// maxToken is the longest text or element within an XLSX, in bytes. A cell may have 32,767
// characters.
const maxToken = 1 << 20

// tokens reads XML with bounded memory, which encoding/xml alone does not.
type tokens struct {
	in      *bufio.Reader
	left    int // of the token that is being read
	decoder *xml.Decoder
}

func newTokens(in *bufio.Reader) *tokens {
	t := &tokens{in: in}
	t.decoder = xml.NewDecoder(t)
	return t
}

// next returns the next token, which is valid until the one after it is read. The end of the
// input is an error, since whoever reads knows the last element.
func (t *tokens) next() (xml.Token, error) {
	t.left = maxToken
	token, err := t.decoder.RawToken()
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, damaged(err)
	}
	return token, nil
}

// ReadByte is what the decoder reads by.
func (t *tokens) ReadByte() (byte, error) {
	if t.left--; t.left < 0 {
		return 0, tooLarge(maxToken)
	}
	return t.in.ReadByte()
}

// Read makes tokens an io.Reader, as which the decoder takes it.
func (t *tokens) Read(p []byte) (int, error) { return t.in.Read(p) }
