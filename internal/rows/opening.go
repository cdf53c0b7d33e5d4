package rows

import (
	"bufio"
	"fmt"
	"io"
)

func (r *Reader) open(in io.Reader, o Options) error {
	if o.MostUnpacked <= 0 {
		o.MostUnpacked = DefaultMostUnpacked
	}
	r.whole = o.Whole
	buffered := bufio.NewReaderSize(in, maxLine)
	content, err := r.unpack(buffered, o.MostUnpacked)
	if err != nil {
		return err
	}
	if hasPrefix(content, zipMagic) || hasPrefix(content, emptyZip) {
		return r.openArchive(content, o)
	}
	if o.Format == XLSX {
		return fmt.Errorf("%w: the input is no XLSX", ErrFormat)
	}
	return r.openText(content, o)
}

// openArchive opens a workbook, or the only file in a zip.
func (r *Reader) openArchive(in io.Reader, o Options) error {
	file, err := openZip(in, o.MostUnpacked)
	if err != nil {
		return err
	}
	r.close = append(r.close, file.close)
	if !file.isWorkbook() {
		content, name, err := file.only()
		if err != nil {
			return err
		}
		r.close = append(r.close, content.Close)
		r.packed, r.about = true, append(r.about, fmt.Sprintf("%s out of the zip", name))
		o.Name = name
		return r.openText(bufio.NewReaderSize(&bounded{in: content, left: o.MostUnpacked, most: o.MostUnpacked}, maxLine), o)
	}
	if o.Format != Auto && o.Format != XLSX {
		return fmt.Errorf("%w: the input is a spreadsheet, not %s", ErrFormat, o.Format)
	}
	sheet, err := newXLSX(file, o)
	if err != nil {
		return err
	}
	r.close = append(r.close, sheet.close)
	r.format, r.packed, r.mark, r.encoding = XLSX, true, true, utf8Encoding
	r.mapper, r.rows = sheet.mapper, sheet
	r.about = append(r.about, sheet.about...)
	return nil
}

func (r *Reader) openText(packed *bufio.Reader, o Options) (err error) {
	content, found, err := decode(packed, o.Encoding)
	if err != nil {
		return err
	}
	r.mark = found.marked || found.name != utf8Encoding
	begins, format, err := look(content, found, o)
	if err != nil {
		return err
	}
	r.format, r.encoding = format, found.name
	o.Encoding, o.Format = found.name, format
	if claim := claimed(o.Name); claim != Auto && claim != format && (claim != NDJSON && claim != JSON || format != NDJSON && format != JSON) {
		r.about = append(r.about, fmt.Sprintf("read as %s, although its name says %s", format, claim))
	}
	switch format {
	case CSV:
		cells, err := newCSV(content, begins, o)
		if err != nil {
			return err
		}
		r.rows, r.mapper = cells, cells.mapper
	case NDJSON, JSON:
		objects, err := newObjects(content, begins, o)
		if err != nil {
			return err
		}
		r.rows, r.mapper = objects, objects.mapper
	case Lines:
		r.rows, err = newNumbers(&lineReader{in: content}, o)
	default:
		err = fmt.Errorf("%w: %q is none of csv, ndjson, json, xlsx and lines", ErrFormat, format)
	}
	return err
}

// look finds out the format by the beginning of the text. It waits for more than the first line only
// where that line leaves open what the input is.
func look(content *bufio.Reader, found encoded, o Options) (head, Format, error) {
	begins, err := peekHead(content, 1)
	if err != nil {
		return head{}, "", err
	}
	if begins.blank() {
		return head{}, "", fmt.Errorf("%w: the input is empty", ErrNoRows)
	}
	if detectJSON(begins) != NDJSON && o.Format != Lines {
		if begins, err = peekHead(content, headerLooked+sampleRows); err != nil {
			return head{}, "", err
		}
	}
	if err := refuseForeign(begins.text); err != nil {
		return head{}, "", err
	}
	if found.name == utf8Encoding && !found.marked && o.Encoding == "" {
		if err := refuseBytes(begins, o.Discreet); err != nil {
			return head{}, "", err
		}
	}
	format, err := detect(o, begins)
	return begins, format, err
}
