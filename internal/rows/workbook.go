package rows

import (
	"archive/zip"
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"

	"github.com/trackreg/trackreg/internal/nearest"
)

// workbook is an XLSX file. It is read here and not by a library: what is needed of one is little,
// its cells are to tell a number from a text and a date from a number, XML that breaks is an error,
// and no file may fill the memory.
type workbook struct {
	file   *os.File // the file as it came, and behind it the shared texts
	parts  map[string]*zip.File
	links  []link // of the part that lists the sheets
	sheets []listed
	texts  *texts
	styles []numberStyle // by their numbers
	dated  int           // the column whose numbers are dates whatever their style, -1 for none

	date1904 bool // dates count from 1904
}

// openWorkbook copies the file to a temporary one, because a workbook is not written in the order
// in which it is read.
func openWorkbook(in io.Reader, most int64) (*workbook, error) {
	file, size, err := spool(&bounded{in: in, left: most, most: most})
	if err != nil {
		return nil, err
	}
	w := &workbook{file: file, dated: -1}
	if err := w.open(size, most); err != nil {
		_ = w.close() // the other error is what matters
		return nil, err
	}
	return w, nil
}

func (w *workbook) open(size, most int64) error {
	archive, err := zip.NewReader(io.NewSectionReader(w.file, 0, size), size)
	if err != nil {
		return damaged(err)
	}
	w.parts = map[string]*zip.File{}
	for _, part := range archive.File {
		w.parts[partName(part.Name)] = part
	}
	if err := w.openDirectory(); err != nil {
		return err
	}
	part := w.parts[targetOf(w.links, "sharedStrings")]
	if part == nil {
		w.texts = &texts{}
		return nil
	}
	w.texts, err = readTexts(part, w.file, size, most)
	return err
}

// openSheet begins to read a sheet, by its name in any case, or the first.
func (w *workbook) openSheet(name string, most int64) (*sheet, error) {
	var names []string
	for _, listed := range w.sheets {
		part := w.parts[sheetOf(w.links, listed.ID)]
		if part == nil {
			continue // a chart
		}
		if name == "" || sameHeading(listed.Name, name) {
			return openSheet(part, most)
		}
		names = append(names, listed.Name)
	}
	if len(names) == 0 {
		return nil, damaged(errors.New("it has no sheet"))
	}
	like := nearest.Name(name, names)
	if like != "" {
		like = fmt.Sprintf("did you mean %q? ", like)
	}
	return nil, fmt.Errorf("no sheet is named %q: %sThe sheets are %q", name, like, names)
}

func (w *workbook) close() error { return discard(w.file) }

// openPart unpacks a part of the file, up to a bound.
func openPart(part *zip.File, most int64) (io.ReadCloser, *bufio.Reader, error) {
	if part.UncompressedSize64 > uint64(most) {
		return nil, nil, tooLarge(most)
	}
	content, err := part.Open()
	if err != nil {
		return nil, nil, damaged(err)
	}
	return content, bufio.NewReaderSize(&bounded{in: content, left: most, most: most}, maxLine), nil
}

func damaged(err error) error {
	if errors.Is(err, ErrTooLarge) {
		return err
	}
	return fmt.Errorf("the XLSX is damaged, save it again in a spreadsheet: %w", err)
}

// partName is a part's name without what programs write differently.
func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(name, `\`, "/")), "/"))
}
