package rows

import (
	"math"
	"strconv"
	"strings"
)

// text writes a cell as text: numbers with all their digits, however the spreadsheet shows them,
// dates in the form of ISO 8601, formulas by the value they had when the file was saved.
func (w *workbook) text(c cell) (string, *RowError) {
	if c.formula && !c.valued {
		return "", noValue()
	}
	switch c.kind {
	case "s":
		return w.sharedText(c.value)
	case "str", "inlineStr", "d":
		return c.value, nil
	case "b":
		return strings.ToUpper(strconv.FormatBool(strings.TrimSpace(c.value) == "1")), nil
	case "e":
		return c.value, &RowError{Value: shorten(c.value), Problem: "is an error of the spreadsheet", Mend: "mend the formula, or write the value itself"}
	}
	value := strings.TrimSpace(c.value)
	if value == "" && c.formula {
		return "", noValue()
	}
	return w.number(value, c), nil
}

// noValue is of a formula that no spreadsheet has worked out. One that came to nothing has an
// empty text.
func noValue() *RowError {
	return &RowError{Problem: "is a formula without its value", Mend: "open the file in a spreadsheet and save it, or write the value itself"}
}

func (w *workbook) sharedText(number string) (string, *RowError) {
	i, err := strconv.Atoi(strings.TrimSpace(number))
	if err == nil {
		var text string
		if text, err = w.texts.get(i); err == nil {
			return text, nil
		}
	}
	return "", &RowError{Value: shorten(number), Problem: "is the number of a text that the file does not hold", Mend: "save the file again in a spreadsheet"}
}

func (w *workbook) number(value string, c cell) string {
	style := w.style(c.style)
	serial, err := strconv.ParseFloat(value, 64)
	if err == nil && (style.date || c.column == w.dated) && serial >= 0 && serial < endOfDates {
		return w.date(serial)
	}
	if err != nil || math.IsInf(serial, 0) || math.IsNaN(serial) {
		return value
	}
	text := allDigits(value, serial)
	if missing := style.width - len(text); missing > 0 && isDigits(text) {
		return strings.Repeat("0", missing) + text // 01234 of a postal code
	}
	return text
}

// exact is how many digits of a number a spreadsheet keeps.
const exact = 15

// exactFloat is below what every integer is a float, and none is rounded to one.
const exactFloat = 1 << 53

// allDigits writes a number with all its digits. One that has more than a spreadsheet keeps, and
// zeros for the rest, was rounded, and so was one that a program wrote from a float that cannot hold
// it: it comes as 1.2E+17, which no tracking number may be.
func allDigits(value string, number float64) string {
	digits := strings.TrimLeft(value, "0")
	rounded := len(digits) > exact && (strings.Trim(digits[exact:], "0") == "" || number >= exactFloat && strconv.FormatFloat(number, 'f', -1, 64) == digits)
	switch {
	case isDigits(value) && !rounded:
		return value
	case math.Abs(number) >= 1e15:
		return strconv.FormatFloat(number, 'E', -1, 64)
	}
	// 0.1+0.2 is 0.3 to a spreadsheet.
	shown, _ := strconv.ParseFloat(strconv.FormatFloat(number, 'g', exact, 64), 64) // it was just formatted
	return strconv.FormatFloat(shown, 'f', -1, 64)
}

func isDigits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}
