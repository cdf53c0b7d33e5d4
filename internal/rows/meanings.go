package rows

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/trackreg/trackreg/internal/calendar"
	"github.com/trackreg/trackreg/internal/carriers"
	"github.com/trackreg/trackreg/internal/countries"
	"github.com/trackreg/trackreg/internal/rows/cells"
)

// meanings know what a cell means to its field: a carrier's name a code, a country's name its two
// letters, a date one as 17TRACK takes it. A cell that cannot be understood is left out, where its
// field is not needed.
type meanings struct {
	carriers  map[string]int // by name in lower case: what the settings say
	table     *carriers.Table
	detect    bool
	sourced   bool // a row's own _source is left out
	dates     calendar.Order
	countries map[string]string  // that were looked up before, a bounded number of them
	found     map[string]meaning // so of carriers
}

func newMeanings(o Options) meanings {
	m := meanings{carriers: map[string]int{}, table: o.Table, detect: o.DetectUnknown, sourced: o.Sourced, dates: o.Dates, countries: map[string]string{}, found: map[string]meaning{}}
	for name, code := range o.Carriers {
		m.carriers[strings.ToLower(strings.TrimSpace(name))] = code
	}
	if m.table == nil {
		m.table = carriers.BuiltIn()
	}
	return m
}

// sourceField is where an entry says where it comes from.
const sourceField = "_source"

// of returns what a cell gives a field other than the number, and what was done to it.
func (m *meanings) of(field, cell string) (value string, done cells.Kinds, wrong *RowError) {
	if field == sourceField && m.sourced {
		return "", 0, nil
	}
	if field == "phone_number" || field == "phone_number_last_4" {
		value, done = cells.Telephone(cell)
		return value, done, nil
	}
	value, done = cells.Clean(cell)
	if strings.TrimSpace(value) == "" {
		return value, done, nil
	}
	var more cells.Kinds
	switch field {
	case "carrier", "final_carrier":
		value, more, wrong = m.carrier(value)
	case "origin_country", "destination_country":
		value, more = m.country(value)
	case "order_time", "ship_date":
		value, more = m.date(value)
	case "auto_detection":
		if _, err := strconv.ParseBool(strings.ToLower(strings.TrimSpace(value))); err != nil {
			value, more = "", cells.NoChoice
		}
	}
	return value, done | more, wrong
}

// meaning is what a carrier's cell means; mend is that of one that is not known.
type meaning struct {
	code string
	done cells.Kinds
	mend string
}

// mostLookedUp bounds what is kept of names that were looked up, of carriers and of countries: a file
// has few, and to look for one that is not known takes long.
const mostLookedUp = 1 << 10

// carrier returns the code for a cell: the one of a name that is known, or the cell itself when it
// is a number.
func (m *meanings) carrier(cell string) (string, cells.Kinds, *RowError) {
	found, known := m.found[cell]
	if !known {
		found = m.lookUp(cell)
		if len(m.found) < mostLookedUp {
			m.found[strings.Clone(cell)] = found
		}
	}
	if found.mend != "" {
		return "", 0, &RowError{Value: shorten(cell), Problem: "is no carrier that is known", Mend: found.mend}
	}
	return found.code, found.done, nil
}

func (m *meanings) lookUp(cell string) meaning {
	name := strings.ToLower(strings.TrimSpace(cell))
	if code, known := m.carriers[name]; known {
		return meaning{code: strconv.Itoa(code)}
	}
	if _, err := strconv.ParseUint(name, 10, 31); err == nil {
		return meaning{code: strings.Clone(cell)}
	}
	if code, known := m.table.Code(name); known {
		return meaning{code: strconv.Itoa(code)}
	}
	if m.detect {
		return meaning{done: cells.NoCarrier}
	}
	return meaning{mend: m.suggest(cell)}
}

func (m *meanings) suggest(cell string) string {
	name := shorten(strings.TrimSpace(cell))
	var like []string
	if len(m.found) < mostLookedUp { // else this is no column of carriers, and to look for each takes long
		for _, c := range m.table.Nearest(cell, 3) {
			like = append(like, fmt.Sprintf("%s is %d", c.Name, c.Code))
		}
	}
	if len(like) == 0 {
		return fmt.Sprintf("write 17TRACK's code, or say under carriers what %q means", name)
	}
	return fmt.Sprintf("write 17TRACK's code (%s), or say under carriers what %q means", strings.Join(like, ", "), name)
}

func (m *meanings) country(cell string) (string, cells.Kinds) {
	code, known := m.countries[cell]
	if !known {
		code, _ = countries.Code(cell)
		if len(m.countries) < mostLookedUp {
			m.countries[strings.Clone(cell)] = code
		}
	}
	if code == "" {
		return "", cells.NoCountry
	}
	return code, 0
}

func (m *meanings) date(cell string) (string, cells.Kinds) {
	date, problem := calendar.Date(cell, m.dates)
	switch problem {
	case calendar.None:
		return date, 0
	case calendar.Ambiguous:
		return "", cells.TwoDates
	}
	return "", cells.NoDate
}

// meant are the fields of which a value may mean something else than it says.
var meant = []string{"carrier", "final_carrier", "origin_country", "destination_country", "order_time", "ship_date", "phone_number", "phone_number_last_4"}

// mentionsMeant tells quickly that one of them may stand in an object. A carrier by name makes it no
// entry, so that is not looked for.
func mentionsMeant(object string) bool {
	return strings.Contains(object, "_country") || strings.Contains(object, "_date") || strings.Contains(object, "_time") || strings.Contains(object, "phone_") ||
		strings.Contains(object, `\u`)
}

func isMeant(field string) bool { return slices.Contains(meant, field) }

// shorten keeps an error readable.
func shorten(text string) string {
	const most = 60
	text = strings.ToValidUTF8(text, "\ufffd")
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}
