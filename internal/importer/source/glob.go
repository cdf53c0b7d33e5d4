package source

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// patternSigns make a path or key a pattern.
const patternSigns = `*?[\`

// match returns the paths that the pattern takes in, by name. Literal says that it is one path
// and no pattern; then it is returned whether it exists or not.
func (f *files) match() (names []string, literal bool, err error) {
	if !strings.ContainsAny(f.pattern, patternSigns) {
		return []string{f.pattern}, true, nil
	}
	if _, err := os.Lstat(f.pattern); err == nil {
		return []string{f.pattern}, true, nil // a name that looks like a pattern
	}
	if err := f.readable(); err != nil {
		return nil, false, err
	}
	names, err = filepath.Glob(f.pattern)
	if err != nil {
		return nil, false, f.place.lasting(err, "is no pattern", `close the [, or write \[ for the sign itself`)
	}
	names = slices.DeleteFunc(names, f.finished)
	slices.Sort(names)
	return names, false, nil
}

// readable checks the folder before the pattern's first sign: Glob would find nothing in one that
// is missing or closed, and say nothing.
func (f *files) readable() error {
	folder := f.folder()
	opened, err := os.Open(folder)
	if err != nil {
		return f.place.of(folder).file(err)
	}
	defer opened.Close()
	if _, err := opened.Readdirnames(1); err != nil && !errors.Is(err, io.EOF) {
		return f.place.of(folder).file(err)
	}
	return nil
}

// finished tells whether the path lies in a folder of files that were read, which the pattern
// takes in by accident.
func (f *files) finished(name string) bool {
	return filepath.Base(filepath.Dir(name)) == doneFolder && filepath.Base(filepath.Dir(f.pattern)) != doneFolder
}
