package source

import (
	"errors"
	"io/fs"
	"os"
	"path"
)

// errDoneLink is why a file is not moved where a link stands for the folder done: it would lead
// wherever somebody likes.
var errDoneLink = errors.New(doneFolder + " beside it is a symbolic link, and links are not followed")

// mover moves files: on this machine, or on another. A link is moved itself, not what it leads to.
type mover interface {
	Lstat(name string) (fs.FileInfo, error)
	Mkdir(name string) error
	Rename(from, to string) error
}

// paths are any files of this machine.
type paths struct{}

func (paths) Lstat(name string) (fs.FileInfo, error) { return os.Lstat(name) }
func (paths) Mkdir(name string) error                { return os.Mkdir(name, 0o755) }
func (paths) Rename(from, to string) error           { return os.Rename(from, to) }

// rooted are those below a folder, which no link leads out of.
type rooted struct{ *os.Root }

// Mkdir implements mover.
func (r rooted) Mkdir(name string) error { return r.Root.Mkdir(name, 0o755) }

// moveAside moves the file to the folder done beside it, under a name that is free there.
func moveAside(in mover, name string, follow bool) error {
	folder := path.Join(path.Dir(name), doneFolder)
	if err := makeDone(in, folder, follow); err != nil {
		return err
	}
	for number := 1; ; number++ {
		target := path.Join(folder, numbered(path.Base(name), number))
		if _, err := in.Lstat(target); errors.Is(err, fs.ErrNotExist) {
			return in.Rename(name, target)
		} else if err != nil {
			return err
		}
	}
}

// makeDone makes the folder unless it is there; somebody else may make it at the same time.
func makeDone(in mover, folder string, follow bool) error {
	made := in.Mkdir(folder)
	if made == nil {
		return nil
	}
	info, err := in.Lstat(folder)
	switch {
	case err != nil:
		return made
	case info.Mode()&fs.ModeSymlink != 0 && !follow:
		return errDoneLink
	default:
		return nil
	}
}
