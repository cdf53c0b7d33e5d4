package source

import (
	"bytes"
	"fmt"
	"io"
)

// packed are the first bytes of files that have no lines: gzip, zstd, and zip, which an XLSX is.
var packed = [][]byte{{0x1f, 0x8b}, {0x28, 0xb5, 0x2f, 0xfd}, []byte("PK")}

// lastLineEnded says whether a text's last byte ends a line, also in UTF-16. Of what has no lines
// it is true.
func lastLineEnded(file io.ReaderAt, size int64) (bool, error) {
	if size == 0 {
		return false, nil // its writer has only begun
	}
	head, tail := make([]byte, min(size, 4)), make([]byte, min(size, 2))
	if _, err := file.ReadAt(head, 0); err != nil && err != io.EOF {
		return false, fmt.Errorf("look at its beginning: %w", err)
	}
	for _, magic := range packed {
		if bytes.HasPrefix(head, magic) {
			return true, nil
		}
	}
	if _, err := file.ReadAt(tail, size-int64(len(tail))); err != nil && err != io.EOF {
		return false, fmt.Errorf("look at its end: %w", err)
	}
	last := tail[len(tail)-1]
	if last == 0 { // the second byte of a sign in UTF-16
		last = tail[0]
	}
	return last == '\n' || last == '\r', nil
}
