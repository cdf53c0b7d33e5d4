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
	if err := f.moveAside(part.Name); err != nil {
		return false, f.place.of(part.Name).unmoved(err)
	}
	return true, nil
}

func (f *files) moveAside(name string) error {
	if f.follow {
		return moveAside(paths{}, filepath.ToSlash(name), true)
	}
	root, err := os.OpenRoot(filepath.Dir(name))
	if err != nil {
		return err
	}
	defer root.Close()
	return moveAside(rooted{root}, filepath.Base(name), false)
}

// unmoved words why a file that was read stays where it is.
func (p place) unmoved(err error) *Error {
	if errors.Is(err, errDoneLink) {
		return p.lasting(err, "was read, but is not moved: "+err.Error(), "put a folder in its place, or set follow_links: true under source")
	}
	return p.lasting(err, fmt.Sprintf("was read, but cannot be moved to %s: %v", doneFolder, reason(err)),
		"let the worker's user write in its folder")
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
