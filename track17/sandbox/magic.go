package sandbox

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/trackreg/trackreg/track17"
)

// magicPrefix begins every magic number. A number that begins so and asks for
// nothing is registered as any other.
const magicPrefix = "SBX"

// digits in a magic number.
const (
	codeDigits    = 8 // of a code, without its sign
	statusDigits  = 3
	secondsDigits = 3
)

// spell is one form of magic number: a word, so many digits, any ending.
type spell struct {
	word   string
	digits int
	does   string
	fault  func(digits int) Fault
}

// spells are tried in this order. The first has no word.
var spells = []spell{
	{"", codeDigits, "the item is rejected with that code", func(n int) Fault {
		return Fault{Act: Reject, Code: track17.Code(-n)}
	}},
	{"CALL", codeDigits, "every call that holds the number fails with that code, in code and data.errors", func(n int) Fault {
		return Fault{Act: Fail, Code: track17.Code(-n)}
	}},
	{"OUTER", codeDigits, "the same, the code only in code", func(n int) Fault {
		return Fault{Act: Fail, Code: track17.Code(-n), Place: InOuter}
	}},
	{"ERRORS", codeDigits, "the same, the code only in data.errors, under code 0", func(n int) Fault {
		return Fault{Act: Fail, Code: track17.Code(-n), Place: InErrors}
	}},
	{"HTTP", statusDigits, "the call fails with that HTTP status", func(n int) Fault {
		return Fault{Act: Fail, Status: n}
	}},
	{"LOST", statusDigits, "the call is carried out, and answers that HTTP status", func(n int) Fault {
		return Fault{Act: Fail, Status: n, Moment: After}
	}},
	{"WAIT", secondsDigits, "HTTP 429 with a Retry-After of so many seconds", func(n int) Fault {
		return Fault{Act: Fail, Status: http.StatusTooManyRequests, RetryAfter: strconv.Itoa(n)}
	}},
	{"BODY429", 0, `HTTP 200 with {"code":429}`, func(int) Fault {
		return Fault{Act: Fail, Code: track17.CodeTooManyRequests, Place: InOuter}
	}},
	{"SLOW", secondsDigits, "the answer takes so many seconds longer", func(n int) Fault {
		return Fault{Act: Hang, For: max(1, time.Duration(n)*time.Second)}
	}},
	{"HANG", 0, "the call is carried out and never answered", act(Hang)},
	{"CUT", 0, "the call is carried out and the connection closed", act(Cut)},
	{"TRUNC", 0, "the call is carried out and the connection closed within the answer", act(Truncate)},
	{"HTML", 0, "the call is carried out and answered with a page for people", act(HTML)},
	{"ENDLESS", 0, "the call is carried out and the answer never ends", act(Endless)},
	{"REDIRECT", 0, "302 to another address", act(Redirect)},
	{"STRANGER", 0, "an item nobody asked for is among the accepted", act(Stranger)},
	{"OMIT", 0, "the item is registered and left out of the answer", act(Omit)},
	{"BOTH", 0, "the item is registered, and listed as accepted and as rejected", act(Both)},
	{"MOVE", 0, "the item is registered under another carrier, 190271", act(Move)},
	{"TEXT", 0, "the item's carrier is a string", act(CarrierText)},
	{"BARE", 0, "the item's carrier is absent", act(CarrierAbsent)},
}

func act(a Act) func(int) Fault { return func(int) Fault { return Fault{Act: a} } }

// magic returns the fault that a number asks for, of the whole call or of the
// item, and counts it if the number says how often. The caller holds the lock.
func (a *account) magic(number string, whole bool) *Fault {
	rest, ok := strings.CutPrefix(number, magicPrefix)
	if !ok {
		return nil
	}
	times, rest := cutTimes(rest)
	fault := readSpell(rest)
	if fault == nil || fault.whole() != whole {
		return nil
	}
	if times > 0 {
		if a.struck[number] >= times {
			return nil
		}
		a.struck[number]++
	}
	fault.Name = number
	return fault
}

// cutTimes reads the 2X of SBX2XHTTP503: how often the number strikes, 0 for always.
func cutTimes(text string) (times int, rest string) {
	if len(text) > 1 && text[0] >= '1' && text[0] <= '9' && text[1] == 'X' {
		return int(text[0] - '0'), text[2:]
	}
	return 0, text
}

// readSpell returns the fault of what follows the prefix, or nil.
func readSpell(text string) *Fault {
	for _, s := range spells {
		rest, ok := strings.CutPrefix(text, s.word)
		if !ok || len(rest) < s.digits {
			continue
		}
		value, err := strconv.ParseUint("0"+rest[:s.digits], 10, 32)
		if err != nil {
			continue
		}
		if fault := s.fault(int(value)); fault.check() == nil {
			return &fault
		}
	}
	return nil
}

// Magic is one form of magic number, for people.
type Magic struct {
	Pattern string // such as SBX<code>
	Example string // a number of that form
	Does    string // what happens to a call that holds it
}

// MagicNumbers lists every form of magic number. Each may be followed by
// anything that makes it unique and keeps it a tracking number, and SBX2X in
// place of SBX makes it strike twice (1 to 9 times) and be ordinary then.
func MagicNumbers() []Magic {
	list := make([]Magic, 0, len(spells))
	for _, s := range spells {
		pattern, example := "", ""
		switch {
		case s.digits == codeDigits:
			pattern, example = "<code>", digitsOf(track17.CodePostalRequired)
		case s.word == "HTTP" || s.word == "LOST":
			pattern, example = "<status>", "503"
		case s.digits == secondsDigits:
			pattern, example = "<seconds>", "005"
		}
		list = append(list, Magic{
			Pattern: magicPrefix + s.word + pattern,
			Example: magicPrefix + s.word + example + "-1",
			Does:    s.does,
		})
	}
	return list
}

// ItemNumber returns a magic number that is rejected with a code, as an item.
// The suffix makes it unique: letters, digits and hyphens, at most 38.
func ItemNumber(code track17.Code, suffix string) string {
	return magicPrefix + digitsOf(code) + "-" + suffix
}

// CallNumber returns a magic number that makes every call fail which holds it,
// with a code. The suffix is as in [ItemNumber], at most 34.
func CallNumber(code track17.Code, suffix string) string {
	return magicPrefix + "CALL" + digitsOf(code) + "-" + suffix
}

// digitsOf writes a code as it stands in a magic number.
func digitsOf(code track17.Code) string { return fmt.Sprintf("%0*d", codeDigits, -int(code)) }
