package source

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// linkMend says what to do about a link that is not followed.
const linkMend = "put the file itself there, or set follow_links: true under source"

// link words the refusal of a symbolic link.
func (p place) link() *Error {
	return p.lasting(nil, "is a symbolic link, and links are not followed: whoever may write here could have any file read", linkMend)
}

// folderOf is the folder that the settings name, below which a link may have been put by anybody.
// What stands above it is theirs who wrote the settings.
func (f *files) folderOf(name string) string {
	if name == f.pattern {
		return filepath.Dir(name)
	}
	return f.folder()
}

// folder is the folder before the pattern's first sign.
func (f *files) folder() string {
	return filepath.Dir(f.pattern[:strings.IndexAny(f.pattern, patternSigns)] + "x")
}

// stat is os.Stat, save that a link which is not to be followed is an *Error.
func (f *files) stat(name string) (fs.FileInfo, error) {
	if f.follow {
		return os.Stat(name)
	}
	at := f.folderOf(name)
	below, err := filepath.Rel(at, name)
	if err != nil {
		return nil, err
	}
	var info fs.FileInfo
	for step := range strings.SplitSeq(below, string(filepath.Separator)) {
		at = filepath.Join(at, step)
		if info, err = os.Lstat(at); err != nil {
			return nil, err
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			continue
		}
		behind, err := os.Stat(at)
		if err != nil || at == filepath.Clean(name) && behind.IsDir() {
			return behind, err // nothing can be read of it, link or not
		}
		return nil, f.place.of(at).link()
	}
	return info, nil
}

// openFile opens the file. A link that was put in its place since is found by what was opened.
func (f *files) openFile(name string) (*os.File, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	opened, err := file.Stat()
	if err == nil {
		var found fs.FileInfo
		if found, err = f.stat(name); err == nil && !os.SameFile(opened, found) {
			err = f.place.of(name).changedFile()
		}
	}
	if err != nil {
		_ = file.Close() // the first error counts
		return nil, err
	}
	return file, nil
}
