package rows

import (
	"archive/zip"
	"regexp"
	"strings"
)

// mostStyles is more than a workbook may have. What a cell names beyond it is no style.
const mostStyles = 1 << 16

// numberStyle is what the style of a cell says of a number in it.
type numberStyle struct {
	date  bool
	width int // it has leading zeros up to so many digits
}

// readStyles reads what the styles of a workbook say, by their numbers; without the part there are
// none.
func readStyles(part *zip.File) ([]numberStyle, error) {
	if part == nil {
		return nil, nil
	}
	var sheet struct {
		Formats []struct {
			Number int    `xml:"numFmtId,attr"`
			Code   string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := decodePart(part, &sheet); err != nil {
		return nil, err
	}
	own := make(map[int]numberStyle, len(sheet.Formats))
	for _, f := range sheet.Formats {
		own[f.Number] = styleOf(f.Code)
	}
	styles := make([]numberStyle, min(len(sheet.Cells), mostStyles))
	for i := range styles {
		if format := sheet.Cells[i].Format; isBuiltIn(format) {
			styles[i] = numberStyle{date: isDateFormat(format)}
		} else {
			styles[i] = own[format]
		}
	}
	return styles, nil
}

// style returns what a style says.
func (w *workbook) style(number int) numberStyle {
	if number <= 0 || number >= len(w.styles) {
		return numberStyle{}
	}
	return w.styles[number]
}

// isBuiltIn says that a format's number has a meaning of its own, whatever the workbook says of it.
func isBuiltIn(number int) bool {
	return number >= 0 && number <= 4 || number >= 9 && number <= 22 || number >= 27 && number <= 62 || number >= 67 && number <= 81
}

// isDateFormat knows the built-in formats by their numbers, as ECMA-376 (18.8.30) lists them.
func isDateFormat(number int) bool {
	return number >= 14 && number <= 22 || number >= 27 && number <= 36 || number >= 45 && number <= 47 ||
		number >= 50 && number <= 58 || number >= 71 && number <= 81
}

// passedOver matches what of a format stands for itself: texts, escaped characters, and colours,
// conditions and languages in brackets.
var passedOver = regexp.MustCompile(`"[^"]*"|\\.|_.|\*.|\[[^\]]*\]`)

// duration matches formats such as [h]:mm.
var duration = regexp.MustCompile(`\[(h+|m+|s+)\]`)

// styleOf reads a format that the workbook defines. Durations are no dates.
func styleOf(format string) numberStyle {
	format, _, _ = strings.Cut(strings.ToLower(format), ";")
	if duration.MatchString(format) {
		return numberStyle{}
	}
	format = passedOver.ReplaceAllString(format, "")
	if strings.Trim(format, "0") == "" {
		return numberStyle{width: len(format)}
	}
	return numberStyle{date: format != "general" && strings.ContainsAny(format, "ymdhs")}
}
