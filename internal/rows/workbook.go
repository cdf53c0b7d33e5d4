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
	"github.com/trackreg/trackreg/internal/rows/columns"
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

// openWorkbook reads what an archive says of its sheets, and their texts.
func openWorkbook(file *zipFile, most int64) (*workbook, error) {
	w := &workbook{file: file.spooled, parts: file.parts, dated: -1}
	if err := w.openDirectory(); err != nil {
		return nil, err
	}
	part := w.parts[targetOf(w.links, "sharedStrings")]
	if part == nil {
		w.texts = &texts{}
		return w, nil
	}
	var err error
	w.texts, err = readTexts(part, w.file, file.size, most)
	return w, err
}

// sheetNamed is a sheet that can be read.
type sheetNamed struct {
	name   string
	hidden bool
	part   *zip.File
}

// readable are the sheets that hold cells, in their order.
func (w *workbook) readable() []sheetNamed {
	var all []sheetNamed
	for _, listed := range w.sheets {
		if part := w.parts[sheetOf(w.links, listed.ID)]; part != nil { // the others are charts
			all = append(all, sheetNamed{name: listed.Name, hidden: listed.State == "hidden" || listed.State == "veryHidden", part: part})
		}
	}
	return all
}

// chosen are the sheets that may be read: the one of a name, in any case, or those that are visible.
func (w *workbook) chosen(name string) ([]sheetNamed, error) {
	all := w.readable()
	var names []string
	var visible []sheetNamed
	for _, one := range all {
		if name != "" && columns.Same(one.name, name) {
			return []sheetNamed{one}, nil
		}
		if !one.hidden {
			visible = append(visible, one)
		}
		names = append(names, one.name)
	}
	switch {
	case len(all) == 0:
		return nil, damaged(errors.New("it has no sheet"))
	case name == "" && len(visible) == 0:
		return nil, fmt.Errorf("%w: all sheets are hidden: name one by --sheet, of %q", ErrNoRows, names)
	case name == "":
		return visible, nil
	}
	like := nearest.Name(name, names)
	if like != "" {
		like = fmt.Sprintf("did you mean %q? ", like)
	}
	return nil, fmt.Errorf("no sheet is named %q: %sThe sheets are %q", name, like, names)
}

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
