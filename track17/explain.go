package track17

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// Explain says a failure and its verdict in a line for people, such as
//
//	-18010019 postal code required: add destination_postal_code
//
// and after it, in brackets, the vendor's own message where that says more.
func Explain(f Fault, r Rule) string {
	text, mend := plain(&f)
	if r.Remedy != "" {
		mend = hint(r.Remedy, f.field())
	}
	if mend != "" {
		text += ": " + mend
	}
	if f.Message != "" && adds(f.Message, text, f.Code) {
		speaker := "17TRACK"
		if _, foreign := f.page(); foreign {
			speaker = "it says"
		}
		text += " (" + speaker + ": " + f.Message + ")"
	}
	return text
}

// plain says what happened, and what to do about it where no remedy does.
func plain(f *Fault) (text, mend string) {
	if f.Code == CodeUnstated {
		return "refused without a code", ""
	}
	if status := f.status(); f.Code == CodeSuccess || statusIn(f.Code) != 0 || f.throttled() {
		if status != statusOK && status != 0 {
			row := f.statusRow()
			return fmt.Sprintf("HTTP %d %s", status, row.plain), row.mend
		}
		if f.Err != nil {
			return plainErr(f.Err), ""
		}
	}
	row, _ := lookup(f.Code)
	return fmt.Sprintf("%d %s", f.Code, row.plain), row.mend
}

func plainErr(err error) string {
	if wrong, ok := errors.AsType[*ItemError](err); ok {
		return "not sent: " + wrong.Error()
	}
	switch {
	case errors.Is(err, ErrMissing):
		return "17TRACK's answer does not list the number"
	case errors.Is(err, ErrBroken), errors.Is(err, ErrSettings):
		return err.Error()
	}
	return "no answer from 17TRACK: " + err.Error()
}

var words = regexp.MustCompile(`[\pL\pN_]+`)

// adds tells whether a message holds a word that neither our text nor the
// table's text of the code has.
func adds(message, text string, code Code) bool {
	said := make(map[string]bool)
	for _, word := range words.FindAllString(strings.ToLower(text+" "+template(code)), -1) {
		said[word] = true
	}
	for _, word := range words.FindAllString(strings.ToLower(message), -1) {
		if !said[word] {
			return true
		}
	}
	return false
}

func template(code Code) string {
	for _, rows := range [][]description{listed, unlisted} {
		for _, row := range rows {
			if row.code == code {
				return row.text
			}
		}
	}
	return ""
}
