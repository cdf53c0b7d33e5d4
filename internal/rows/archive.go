package rows

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path"
	"strings"

	"github.com/trackreg/trackreg/internal/tempfile"
)

// zipFile is an archive: a workbook, or a zip that somebody made.
type zipFile struct {
	spooled *os.File // the file as it came; behind it a workbook keeps its texts
	size    int64
	parts   map[string]*zip.File // by partName
	all     []*zip.File
}

// openZip copies the archive to a temporary file, because it is not written in the order in which it
// is read.
func openZip(in io.Reader, most int64) (*zipFile, error) {
	file, size, err := spool(&bounded{in: in, left: most, most: most})
	if err != nil {
		return nil, err
	}
	archive, err := readDirectory(file, size)
	if err != nil {
		_ = tempfile.Discard(file) // the other error is what matters
		if errors.Is(err, ErrTooLarge) {
			return nil, err
		}
		return nil, fmt.Errorf("the spreadsheet or zip is damaged, write or fetch the file again: %w", err)
	}
	z := &zipFile{spooled: file, size: size, parts: map[string]*zip.File{}, all: archive.File}
	for _, part := range archive.File {
		z.parts[partName(part.Name)] = part
	}
	return z, nil
}

// mostListed bounds the list of what is in an archive, in bytes. Each of its entries has 46 at least,
// and takes ten times as much in memory.
const mostListed = 4 << 20

func readDirectory(file io.ReaderAt, size int64) (*zip.Reader, error) {
	listing := &sparing{in: file, left: mostListed}
	archive, err := zip.NewReader(listing, size)
	listing.left = math.MaxInt64 // the files in it have bounds of their own
	return archive, err
}

// sparing reads no more than is left.
type sparing struct {
	in   io.ReaderAt
	left int64
}

// ReadAt returns an error that wraps [ErrTooLarge] in the place of what is too much.
func (s *sparing) ReadAt(p []byte, at int64) (int, error) {
	if s.left -= int64(len(p)); s.left < 0 {
		return 0, fmt.Errorf("%w: the archive lists more than %d bytes of files", ErrTooLarge, mostListed)
	}
	return s.in.ReadAt(p, at)
}

func (z *zipFile) close() error { return tempfile.Discard(z.spooled) }

// isWorkbook tells a document of an office program from other archives.
func (z *zipFile) isWorkbook() bool {
	return z.parts["[content_types].xml"] != nil || z.parts["_rels/.rels"] != nil
}

// only opens the only file in the archive. What systems put beside it does not count.
func (z *zipFile) only() (io.ReadCloser, string, error) {
	if z.parts["mimetype"] != nil && z.parts["content.xml"] != nil {
		return nil, "", fmt.Errorf("%w: the input is an OpenDocument file (.ods): save it as XLSX or CSV", ErrFormat)
	}
	var files []*zip.File
	var names []string
	for _, f := range z.all {
		base := path.Base(strings.ReplaceAll(f.Name, `\`, "/"))
		if f.FileInfo().IsDir() || strings.HasPrefix(f.Name, "__MACOSX/") || strings.HasPrefix(base, ".") {
			continue
		}
		files, names = append(files, f), append(names, f.Name)
	}
	switch {
	case len(files) == 0:
		return nil, "", fmt.Errorf("%w: the zip is empty", ErrNoRows)
	case len(files) > 1:
		return nil, "", fmt.Errorf("%w: the zip holds %d files, and may hold one: unpack it, or pack each by itself", ErrFormat, len(files))
	case files[0].Flags&1 != 0:
		return nil, "", fmt.Errorf("%w: the zip has a password: pack it without one", ErrFormat)
	}
	content, err := files[0].Open()
	if err != nil {
		return nil, "", fmt.Errorf("the zip cannot be unpacked, pack it again: %w", err)
	}
	return content, names[0], nil
}
