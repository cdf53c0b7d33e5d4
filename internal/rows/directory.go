package rows

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// mostDirectory bounds the parts of a workbook that are held in memory, all but sheets and texts,
// in bytes unpacked.
const mostDirectory = 8 << 20

// openDirectory has excelize read what is left of the workbook without the sheets and the texts.
func (w *workbook) openDirectory() error {
	root, err := w.linksOf("")
	if err != nil {
		return err
	}
	if w.base = targetOf(root, "officeDocument"); !strings.HasSuffix(w.base, ".xml") || w.parts[w.base] == nil {
		return fmt.Errorf("%w: the input is an archive or a spreadsheet, but no XLSX: save it as XLSX or CSV, or unpack it", ErrFormat)
	}
	if w.links, err = w.linksOf(w.base); err != nil {
		return err
	}
	directory, err := w.directory()
	if err != nil {
		return err
	}
	if w.book, err = excelize.OpenReader(directory); err != nil {
		return damaged(err)
	}
	properties, err := w.book.GetWorkbookProps()
	w.date1904 = properties.Date1904 != nil && *properties.Date1904
	return err
}

// directory is a workbook of those parts alone that tell of sheets and styles.
func (w *workbook) directory() (io.Reader, error) {
	var out bytes.Buffer
	to := zip.NewWriter(&out)
	left := uint64(mostDirectory)
	styles := targetOf(w.links, "styles")
	for _, name := range []string{"[content_types].xml", linksName(""), w.base, linksName(w.base), styles} {
		part := w.parts[name]
		if part == nil {
			continue
		}
		if part.UncompressedSize64 > left {
			return nil, tooLarge(mostDirectory)
		}
		left -= part.UncompressedSize64
		as := part.Name
		if name == styles {
			as = "xl/styles.xml" // where excelize looks for them
		}
		if err := copyPart(part, to, as); err != nil {
			return nil, damaged(err)
		}
	}
	return &out, to.Close()
}

// copyPart copies a part as it is packed.
func copyPart(part *zip.File, to *zip.Writer, as string) error {
	header := part.FileHeader
	header.Name = as
	in, err := part.OpenRaw()
	if err != nil {
		return err
	}
	out, err := to.CreateRaw(&header)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return err
}
