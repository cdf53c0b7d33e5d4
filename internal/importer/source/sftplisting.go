package source

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// remoteListing lists the files of an SFTP server that a pattern takes in.
type remoteListing struct {
	of      *remoteFiles
	session *sftpSession
	found   Listing
}

// all lists them by name.
func (l *remoteListing) all(ctx context.Context) (Listing, error) {
	pattern := l.of.address.Path
	literal := !strings.ContainsAny(pattern, patternSigns)
	if !literal {
		_, err := l.session.Lstat(pattern)
		literal = err == nil // a name that looks like a pattern
	}
	var err error
	if literal {
		err = l.single(pattern)
	} else {
		err = l.matching(ctx, pattern)
	}
	if err == nil {
		err = l.session.lost() // when a file's end was looked at, say
	}
	slices.SortFunc(l.found.Parts, func(a, b Part) int { return strings.Compare(a.Name, b.Name) })
	return l.found, err
}

// single lists the file that the settings name.
func (l *remoteListing) single(name string) error {
	info, err := l.of.stat(l.session, name)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return l.of.place.of(l.of.partName(name)).noFile(info)
	}
	l.add(name, info)
	return nil
}

// matching lists what the pattern takes in, from the folder on before its first sign.
func (l *remoteListing) matching(ctx context.Context, pattern string) error {
	if _, err := path.Match(pattern, ""); err != nil {
		return l.of.place.lasting(err, "is no pattern", `close the [, or write \[ for the sign itself`)
	}
	folder := path.Dir(pattern[:strings.IndexAny(pattern, patternSigns)] + "x")
	below := pattern
	if folder != "." {
		below = strings.TrimPrefix(strings.TrimPrefix(pattern, folder), "/")
	}
	inside, err := l.session.ReadDirContext(ctx, folder)
	if err != nil {
		if lost := l.session.lost(); lost != nil {
			return lost
		}
		return l.of.place.of(l.of.partName(folder)).remote(err)
	}
	return l.walk(ctx, folder, inside, strings.Split(below, "/"))
}

// walk lists what is inside a folder and matches the steps of a pattern.
func (l *remoteListing) walk(ctx context.Context, folder string, inside []fs.FileInfo, steps []string) error {
	for _, info := range inside {
		matches, err := path.Match(steps[0], info.Name())
		if err != nil || !matches || strings.Contains(info.Name(), "/") {
			continue
		}
		name := path.Join(folder, info.Name())
		if info.Mode()&fs.ModeSymlink != 0 {
			if info, err = l.behind(name, len(steps) > 1); err != nil || info == nil {
				if lost := l.session.lost(); lost != nil {
					return lost
				}
				continue
			}
		}
		if err := l.step(ctx, name, info, steps[1:]); err != nil {
			return err
		}
	}
	return nil
}

// behind is what a link leads to; nil where it is not followed, which is told of if a file, or a
// folder on the way to files, is to be read through it.
func (l *remoteListing) behind(name string, folder bool) (fs.FileInfo, error) {
	info, err := l.session.Stat(name)
	if err != nil || l.of.follow {
		return info, err
	}
	if info.IsDir() == folder {
		l.found.leave(l.of.place.of(l.of.partName(name)).link())
	}
	return nil, nil
}

// step takes a file, or goes on in a folder.
func (l *remoteListing) step(ctx context.Context, name string, info fs.FileInfo, steps []string) error {
	switch {
	case len(steps) == 0 && info.Mode().IsRegular() && !l.finished(name):
		l.add(name, info)
	case len(steps) > 0 && info.IsDir():
		inside, err := l.session.ReadDirContext(ctx, name)
		switch {
		case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission):
			return nil // as the shell does
		case err != nil:
			return err
		}
		return l.walk(ctx, name, inside, steps)
	}
	return nil
}

// finished tells whether the file was read, and the pattern takes it in by accident.
func (l *remoteListing) finished(name string) bool {
	return path.Base(path.Dir(name)) == doneFolder && path.Base(path.Dir(l.of.address.Path)) != doneFolder
}

// add lists a file, unless it is still being written.
func (l *remoteListing) add(name string, info fs.FileInfo) {
	part := Part{Name: l.of.partName(name), Size: info.Size(), Version: fileVersion(info)}
	left := l.of.resting.writing(l.of.place.of(part.Name), part.Version, info.ModTime(), func() (bool, error) {
		file, err := l.session.Open(name)
		if err != nil {
			return false, err
		}
		defer file.Close()
		return lastLineEnded(file, info.Size())
	})
	l.found.add(part, left)
}
