package source

import (
	"bytes"
	"errors"
	"io"
)

// isWebPage tells whether the file is HTML, as what a server shows that wants one to sign in.
func isWebPage(in io.ReaderAt) (bool, error) {
	head := make([]byte, 512)
	n, err := in.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	head = bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head[:n], []byte("\ufeff")), " \t\r\n"))
	return bytes.HasPrefix(head, []byte("<!doctype html")) || bytes.HasPrefix(head, []byte("<html")), nil
}
