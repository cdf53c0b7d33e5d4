package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/trackreg/trackreg/internal/calendar"
	"github.com/trackreg/trackreg/internal/rows"
)

// askedFile is what the query says of a file.
type askedFile struct {
	to      target
	dryRun  bool
	force   bool // known numbers too
	reading rows.Options
}

// fileParameters are those of the query beside account and queue: as trackreg enqueue has them as flags.
var fileParameters = map[string]func(*askedFile, string) *refusal{
	"dry_run": func(a *askedFile, text string) (wrong *refusal) {
		a.dryRun, wrong = flag("dry_run", text)
		return wrong
	},
	"force": func(a *askedFile, text string) (wrong *refusal) {
		a.force, wrong = flag("force", text)
		return wrong
	},
	"name": func(a *askedFile, text string) *refusal { a.reading.Name = named(text); return nil },
	"format": func(a *askedFile, text string) *refusal {
		a.reading.Format = rows.Format(text)
		return oneOf("format", text, string(rows.CSV), string(rows.NDJSON), string(rows.JSON), string(rows.XLSX), string(rows.Lines))
	},
	"encoding": func(a *askedFile, text string) *refusal {
		if _, err := rows.Encoding(text); err != nil {
			return refuse(http.StatusBadRequest, "choose one of them", "%v", err)
		}
		a.reading.Encoding = text
		return nil
	},
	"sheet": func(a *askedFile, text string) *refusal { a.reading.Sheet = text; return nil },
	"header_row": func(a *askedFile, text string) *refusal {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return refuse(http.StatusBadRequest, "give the line of the header, from 1", "header_row=%q is no line", text)
		}
		a.reading.HeaderRow = n
		return nil
	},
	"no_header": func(a *askedFile, text string) (wrong *refusal) {
		a.reading.NoHeader, wrong = flag("no_header", text)
		return wrong
	},
	"column": func(a *askedFile, text string) *refusal { return pair("column", text, a.reading.Columns) },
	"ignore": func(a *askedFile, text string) *refusal {
		a.reading.Ignore = append(a.reading.Ignore, text)
		return nil
	},
	"carrier": carrierOf,
	"unknown_carrier": func(a *askedFile, text string) *refusal {
		a.reading.DetectUnknown = text == "detect"
		return oneOf("unknown_carrier", text, "refuse", "detect")
	},
	"dates": func(a *askedFile, text string) *refusal {
		a.reading.Dates, _ = calendar.OrderNamed(text)
		return oneOf("dates", text, "dmy", "mdy")
	},
	"split": func(a *askedFile, text string) *refusal {
		split, wrong := flag("split", text)
		a.reading.Whole = !split
		return wrong
	},
}

// repeated are the parameters that may come more than once.
var repeated = []string{"column", "ignore", "carrier"}

// asked reads the query.
func (f *files) asked(r *http.Request) (askedFile, *refusal) {
	a := askedFile{reading: rows.Options{
		Name: unnamed, MostUnpacked: unpackedMost, Columns: map[string]string{}, Carriers: map[string]int{}, Table: f.intake.carriers,
	}}
	rest := url.Values{"queue": {"bulk"}}
	for name, values := range r.URL.Query() {
		take, known := fileParameters[name]
		if !known {
			rest[name] = values
			continue
		}
		if len(values) > 1 && !slices.Contains(repeated, name) {
			return a, refuse(http.StatusBadRequest, "give it once", "the parameter %q comes %d times", name, len(values))
		}
		for _, value := range values {
			if wrong := take(&a, value); wrong != nil {
				return a, wrong
			}
		}
	}
	if a.reading.NoHeader && a.reading.HeaderRow > 0 {
		return a, refuse(http.StatusBadRequest, "leave one of them out", "no_header and header_row exclude each other")
	}
	var wrong *refusal
	a.to, wrong = f.intake.target(r, rest)
	return a, wrong
}

func flag(name, text string) (bool, *refusal) {
	on, err := strconv.ParseBool(text)
	if err != nil {
		return false, refuse(http.StatusBadRequest, "write 1 or 0", "%s=%q is neither yes nor no", name, text)
	}
	return on, nil
}

func oneOf(name, text string, words ...string) *refusal {
	if slices.Contains(words, text) {
		return nil
	}
	return refuse(http.StatusBadRequest, "choose one of "+strings.Join(words, ", "), "%s=%q is not known", name, text)
}

// pair reads NAME=VALUE.
func pair(name, text string, into map[string]string) *refusal {
	key, value, is := strings.Cut(text, "=")
	if !is || key == "" || value == "" {
		return refuse(http.StatusBadRequest, "write it as in column=number=Tracking No", "%s=%q is no pair", name, text)
	}
	into[key] = value
	return nil
}

func carrierOf(a *askedFile, text string) *refusal {
	read := map[string]string{}
	if wrong := pair("carrier", text, read); wrong != nil {
		return wrong
	}
	for name, code := range read {
		n, err := strconv.ParseUint(code, 10, 31)
		if err != nil {
			return refuse(http.StatusBadRequest, "write carrier=NAME=CODE", "%q is no carrier's code", code)
		}
		a.reading.Carriers[name] = int(n)
	}
	return nil
}
