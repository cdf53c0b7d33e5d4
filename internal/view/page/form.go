package page

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// formMost bounds the body of a form, in bytes.
const formMost = 8 << 10

// idField names a failure by its id.
const idField = "id"

// chosenField says that the failures of the ids are meant and no others, so that none of them is none.
const chosenField = "chosen"

const mediaForm = "application/x-www-form-urlencoded"

// form reads the fields of a form or a query, each of which must be known and come once.
func (p *Page) form(w http.ResponseWriter, r *http.Request, known ...string) (url.Values, *refusal) {
	return p.formWithin(w, r, formMost, known...)
}

// formWithin reads a form of so many bytes at most. The ids of failures may be several.
func (p *Page) formWithin(w http.ResponseWriter, r *http.Request, most int64, known ...string) (url.Values, *refusal) {
	// Of a request without a body some programs name a type all the same.
	if media := r.Header.Get("Content-Type"); media != "" && !isForm(media) && r.ContentLength != 0 {
		return nil, refuse(http.StatusUnsupportedMediaType, "send it as "+mediaForm, "a body of the type %s is not read here", quoted(media))
	}
	r.Body = http.MaxBytesReader(w, r.Body, most)
	if err := r.ParseForm(); err != nil {
		return nil, unreadable(err, most)
	}
	for name, values := range r.Form {
		switch {
		case !slices.Contains(known, name):
			return nil, refuse(http.StatusBadRequest, knownAre(known), "the field %s is not known", quoted(name))
		case len(values) > 1 && name != idField:
			return nil, refuse(http.StatusBadRequest, "give it once", "the field %s comes %d times", quoted(name), len(values))
		}
	}
	return r.Form, nil
}

// plain refuses a text that is too long to be shown, or cannot be.
func plain(name, text string, most int) *refusal {
	if len(text) > most {
		return refuse(http.StatusBadRequest, fmt.Sprintf("shorten it to %d bytes", most), "%s is too long", name)
	}
	for _, c := range text {
		if c < ' ' || c == 0x7f || c == '\ufffd' {
			return refuse(http.StatusBadRequest, "leave it out", "%s holds a character that cannot be shown", name)
		}
	}
	return nil
}

func isForm(media string) bool {
	name, _, err := mime.ParseMediaType(media)
	return err == nil && name == mediaForm
}

// unreadable says why a form cannot be read.
func unreadable(err error, most int64) *refusal {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return refuse(http.StatusRequestEntityTooLarge, "send the fields alone", "the form is larger than %d bytes", most)
	}
	return refuse(http.StatusBadRequest, "send it as "+mediaForm, "the form cannot be read")
}

func knownAre(fields []string) string {
	if len(fields) == 0 {
		return "leave it out"
	}
	return "leave it out; known are " + strings.Join(fields, ", ")
}
