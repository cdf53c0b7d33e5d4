package source

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/rows"
)

// files are local files. It implements Source.
type files struct {
	pattern string
	follow  bool // symbolic links
	resting *resting
	reading rows.Options
	place   place
}

func newFiles(i configs.Import, reading rows.Options) *files {
	return &files{
		pattern: i.Source.Path, follow: i.Source.FollowLinks, resting: newResting(i.SettledAfter, 0),
		reading: reading, place: place{source: i.Source.Path},
	}
}

// Parts implements Source.
func (f *files) Parts(ctx context.Context) (Listing, error) {
	names, literal, err := f.match()
	if err != nil {
		return Listing{}, err
	}
	var listed Listing
	for _, name := range names {
		if err := f.place.ended(ctx); err != nil {
			return Listing{}, err
		}
		info, err := f.stat(name)
		var refused *Error
		switch {
		case err == nil && info.Mode().IsRegular():
			listed.add(Part{Name: name, Size: info.Size(), Version: fileVersion(info)}, f.writing(name, info))
		case !literal && (err == nil || errors.Is(err, fs.ErrNotExist)):
			// A folder that the pattern takes in, or a file that is gone by now.
		case err == nil:
			return Listing{}, f.place.of(name).noFile(info)
		case !literal && errors.As(err, &refused):
			listed.leave(refused)
		default:
			return Listing{}, f.place.of(name).file(err)
		}
	}
	return listed, nil
}

// writing says of a file that may still be written what it waits for; nil: it may be read.
func (f *files) writing(name string, info fs.FileInfo) *Error {
	return f.resting.writing(f.place.of(name), fileVersion(info), info.ModTime(), func() (bool, error) {
		file, err := f.openFile(name)
		if err != nil {
			return false, err
		}
		defer file.Close()
		return lastLineEnded(file, info.Size())
	})
}

// noFile says why what the path names cannot be read.
func (p place) noFile(info fs.FileInfo) *Error {
	if info.IsDir() {
		return p.lasting(nil, "is a directory", "add /*.csv to read the files in it")
	}
	return p.lasting(nil, "is no file but a "+info.Mode().Type().String(), "name a file")
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
	file, err := f.openFile(part.Name)
	if err != nil {
		return nil, place.file(err)
	}
	c := &content{ctx: ctx, place: place, file: file, size: part.Size, atEnd: func() error { return f.unchanged(part) }}
	return c.open(f.reading, part.Name, at)
}

// Changed implements Source.
func (f *files) Changed(_ context.Context, part Part) (bool, error) {
	info, err := f.stat(part.Name)
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
	info, err := f.stat(part.Name)
	if err != nil {
		return place.file(err)
	}
	if !info.Mode().IsRegular() {
		return place.noFile(info)
	}
	if fileVersion(info) != part.Version {
		return place.changedFile()
	}
	return nil
}

func (p place) changedFile() *Error {
	return p.lasting(ErrChanged, "has changed since the run listed it", "write files elsewhere and move them here when they are whole")
}

// fileVersion tells two states of a file apart by time and size.
func fileVersion(info fs.FileInfo) string {
	return fmt.Sprintf("%d-%d", info.ModTime().UnixNano(), info.Size())
}

// file words an error of the file system.
func (p place) file(err error) *Error {
	var worded *Error
	switch {
	case errors.As(err, &worded):
		return worded
	case errors.Is(err, fs.ErrNotExist):
		return p.lasting(err, "does not exist", "put it there, or mend the path")
	case errors.Is(err, fs.ErrPermission):
		return p.lasting(err, "may not be read by this process", "let the worker's user read it, and enter its folder")
	}
	return p.passing(err, fmt.Sprintf("cannot be read: %v", reason(err)), "see whether its disk is there")
}
