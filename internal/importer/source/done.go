package source

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// doneFolder is where files go that were read, beside where they lay.
const doneFolder = "done"

// Finish implements Source. A file that is gone was moved before, perhaps by a run that was
// killed just then. One that has changed is an Error that wraps ErrChanged, and stays.
func (f *files) Finish(_ context.Context, part Part) (moved bool, err error) {
	if _, err := os.Lstat(part.Name); errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	if err := f.unchanged(part); err != nil {
		return false, err
	}
	if err := moveAside(part.Name); err != nil {
		return false, f.place.of(part.Name).lasting(err, fmt.Sprintf("was read, but cannot be moved to %s: %v", doneFolder, reason(err)),
			"let the worker's user write in its folder")
	}
	return true, nil
}

// moveAside moves the file to the folder done beside it, under a name that is free there.
func moveAside(name string) error {
	folder := filepath.Join(filepath.Dir(name), doneFolder)
	if err := os.Mkdir(folder, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	for number := 1; ; number++ {
		target := filepath.Join(folder, numbered(filepath.Base(name), number))
		if _, err := os.Lstat(target); errors.Is(err, fs.ErrNotExist) {
			return os.Rename(name, target)
		} else if err != nil {
			return err
		}
	}
}

// numbered puts the number behind the name and before its endings, as in numbers-2.csv.gz; 1 is
// the name itself.
func numbered(name string, number int) string {
	if number == 1 {
		return name
	}
	stem, endings := name, ""
	if at := strings.IndexByte(strings.TrimLeft(name, "."), '.'); at > 0 {
		at += len(name) - len(strings.TrimLeft(name, "."))
		stem, endings = name[:at], name[at:]
	}
	return fmt.Sprintf("%s-%d%s", stem, number, endings)
}

// reason is the error of the file system without the paths.
func reason(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	default:
		return err
	}
}
