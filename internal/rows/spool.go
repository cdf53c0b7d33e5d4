package rows

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// spool copies the input to a temporary file.
func spool(in io.Reader) (*os.File, int64, error) {
	file, err := os.CreateTemp("", "trackreg-*.xlsx")
	if err != nil {
		return nil, 0, fmt.Errorf("a spreadsheet needs a folder for temporary files, which TMPDIR names: %w", err)
	}
	_ = os.Remove(file.Name()) // so that nothing can leave it behind; where it cannot be done yet, discard does
	size, err := io.Copy(file, in)
	if err != nil {
		_ = discard(file) // the other error is what matters
		return nil, 0, err
	}
	return file, size, nil
}

func discard(file *os.File) error {
	err := file.Close()
	if gone := os.Remove(file.Name()); gone != nil && !errors.Is(gone, os.ErrNotExist) {
		err = errors.Join(err, gone)
	}
	return err
}
