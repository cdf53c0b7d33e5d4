package rows

import (
	"regexp"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// endOfDates is the first number behind those that a spreadsheet takes for dates: 10000-01-01.
const endOfDates = 2958466

// mostStyles is more than a workbook may have. What a cell names beyond it is no style.
const mostStyles = 1 << 16

// numberStyle is what the style of a cell says of a number in it.
type numberStyle struct {
	date  bool
	width int // it has leading zeros up to so many digits
}

// style returns what a style says, which excelize looks up the first time.
func (w *workbook) style(number int) numberStyle {
	if number <= 0 || number >= mostStyles {
		return numberStyle{}
	}
	known, ok := w.styles[number]
	if ok {
		return known
	}
	if s, err := w.book.GetStyle(number); err == nil {
		known = numberStyle{date: isDateFormat(s.NumFmt)}
		if s.CustomNumFmt != nil {
			known = styleOf(*s.CustomNumFmt)
		}
	}
	w.styles[number] = known
	return known
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

// date writes the date that a number stands for, with the time if it has one.
func (w *workbook) date(serial float64) string {
	at, err := excelize.ExcelDateToTime(serial, w.date1904)
	switch {
	case err != nil:
		return ""
	case serial < 1:
		return at.Format(time.TimeOnly)
	case at.Hour() == 0 && at.Minute() == 0 && at.Second() == 0:
		return at.Format(time.DateOnly)
	default:
		return at.Format(time.DateTime)
	}
}
