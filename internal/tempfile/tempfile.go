// Package tempfile makes temporary files that nothing can leave behind.
package tempfile

import (
	"errors"
	"os"
)

// New returns a file in the folder, "" for the system's, that is gone when it is closed, also when
// the process is killed: it has no name any more. Where a file that is open cannot be removed, as on
// Windows, Discard does.
func New(folder string) (*os.File, error) {
	file, err := os.CreateTemp(folder, "trackreg-*")
	if err != nil {
		return nil, err
	}
	_ = os.Remove(file.Name()) // where it cannot be done yet, Discard does
	return file, nil
}

// Discard closes the file and sees that it is gone.
func Discard(file *os.File) error {
	err := file.Close()
	if gone := os.Remove(file.Name()); gone != nil && !errors.Is(gone, os.ErrNotExist) {
		err = errors.Join(err, gone)
	}
	return err
}
