package rows

import (
	"archive/zip"
	"fmt"
	"io"
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
	archive, err := zip.NewReader(io.NewSectionReader(file, 0, size), size)
	if err != nil {
		_ = tempfile.Discard(file) // the other error is what matters
		return nil, fmt.Errorf("the spreadsheet or zip is damaged, write or fetch the file again: %w", err)
	}
	z := &zipFile{spooled: file, size: size, parts: map[string]*zip.File{}, all: archive.File}
	for _, part := range archive.File {
		z.parts[partName(part.Name)] = part
	}
	return z, nil
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
