package rows

import (
	"fmt"
	"strconv"
	"strings"
)

// carriers translates carriers by name into codes.
type carriers map[string]int

func newCarriers(names map[string]int) carriers {
	c := carriers{}
	for name, code := range names {
		c[strings.ToLower(strings.TrimSpace(name))] = code
	}
	return c
}

// code returns the code for the cell: a known name's, or the cell itself when it is a number.
func (c carriers) code(cell string) (string, *RowError) {
	name := strings.ToLower(strings.TrimSpace(cell))
	if code, known := c[name]; known {
		return strconv.Itoa(code), nil
	}
	if _, err := strconv.ParseUint(name, 10, 31); err == nil || name == "" {
		return cell, nil
	}
	return "", &RowError{
		Value: shorten(cell), Problem: "is no carrier that is known",
		Mend: fmt.Sprintf("write 17TRACK's code, or say under carriers what %q means", shorten(strings.TrimSpace(cell))),
	}
}

// shorten keeps an error readable.
func shorten(text string) string {
	const most = 60
	text = strings.ToValidUTF8(text, "\ufffd")
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}
