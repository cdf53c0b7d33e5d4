package rows

import (
	"fmt"
	"io"
	"os"

	"github.com/trackreg/trackreg/internal/tempfile"
)

// spool copies the input to a temporary file.
func spool(in io.Reader) (*os.File, int64, error) {
	file, err := tempfile.New("")
	if err != nil {
		return nil, 0, fmt.Errorf("a spreadsheet needs a folder for temporary files, which TMPDIR names: %w", err)
	}
	size, err := io.Copy(file, in)
	if err != nil {
		_ = tempfile.Discard(file) // the other error is what matters
		return nil, 0, err
	}
	return file, size, nil
}
