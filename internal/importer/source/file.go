package source

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/trackreg/trackreg/internal/rows"
)

// files are local files. It implements Source.
type files struct {
	pattern string
	reading rows.Options
	place   place
}

func newFiles(pattern string, reading rows.Options) *files {
	return &files{pattern: pattern, reading: reading, place: place{source: pattern}}
}

// Parts implements Source.
func (f *files) Parts(ctx context.Context) ([]Part, error) {
	names, literal, err := f.match()
	if err != nil {
		return nil, err
	}
	var parts []Part
	for _, name := range names {
		if err := f.place.ended(ctx); err != nil {
			return nil, err
		}
		info, err := os.Stat(name)
		switch {
		case err == nil && info.Mode().IsRegular():
			parts = append(parts, Part{Name: name, Size: info.Size(), Version: fileVersion(info)})
		case !literal && (err == nil || errors.Is(err, fs.ErrNotExist)):
			// A folder that the pattern takes in, or a file that is gone by now.
		case err == nil:
			return nil, f.noFile(name, info)
		default:
			return nil, f.place.of(name).file(err)
		}
	}
	return parts, nil
}

// noFile says why what the path names cannot be read.
func (f *files) noFile(name string, info fs.FileInfo) *Error {
	if info.IsDir() {
		return f.place.of(name).lasting(nil, "is a directory", "add /*.csv to read the files in it")
	}
	return f.place.of(name).lasting(nil, "is no file but a "+info.Mode().Type().String(), "name a file")
}

// Open implements Source.
func (f *files) Open(ctx context.Context, part Part, at Position) (Rows, error) {
	place := f.place.of(part.Name)
	if err := place.ended(ctx); err != nil {
		return nil, err
	}
	if err := f.unchanged(part); err != nil {
		return nil, err
	}
	file, err := os.Open(part.Name)
	if err != nil {
		return nil, place.file(err)
	}
	c := &content{ctx: ctx, place: place, file: file, size: part.Size, atEnd: func() error { return f.unchanged(part) }}
	return c.open(f.reading, part.Name, at)
}

// Changed implements Source.
func (f *files) Changed(_ context.Context, part Part) (bool, error) {
	info, err := os.Stat(part.Name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return true, nil
	case err != nil:
		return false, f.place.of(part.Name).file(err)
	default:
		return fileVersion(info) != part.Version, nil
	}
}

// unchanged returns an error when the file is no longer what was listed.
func (f *files) unchanged(part Part) error {
	place := f.place.of(part.Name)
	info, err := os.Stat(part.Name)
	if err != nil {
		return place.file(err)
	}
	if !info.Mode().IsRegular() {
		return f.noFile(part.Name, info)
	}
	if fileVersion(info) != part.Version {
		return place.lasting(ErrChanged, "has changed since the run listed it",
			"write files elsewhere and move them here when they are whole")
	}
	return nil
}

// fileVersion tells two states of a file apart by time and size.
func fileVersion(info fs.FileInfo) string {
	return fmt.Sprintf("%d-%d", info.ModTime().UnixNano(), info.Size())
}

// file words an error of the file system.
func (p place) file(err error) *Error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return p.lasting(err, "does not exist", "put it there, or mend the path")
	case errors.Is(err, fs.ErrPermission):
		return p.lasting(err, "may not be read by this process", "let the worker's user read it, and enter its folder")
	}
	return p.passing(err, fmt.Sprintf("cannot be read: %v", reason(err)), "see whether its disk is there")
}
