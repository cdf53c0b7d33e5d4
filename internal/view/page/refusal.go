package page

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/trackreg/trackreg/internal/redistrouble"
	"github.com/trackreg/trackreg/internal/web/caller"
	"github.com/trackreg/trackreg/internal/web/problem"
)

// refusal is why a request is not done, and what to do about it.
type refusal struct {
	problem.Problem
	Status int
}

func refuse(status int, mend, format string, args ...any) *refusal {
	return &refusal{problem.Problem{Error: fmt.Sprintf(format, args...), Mend: mend}, status}
}

// failed is the refusal of a request that something else than the request kept from being done.
func failed(err error) *refusal {
	var at conflict
	if errors.As(err, &at) {
		return refuse(http.StatusConflict, "see the import's state on the page", "%v", at.error)
	}
	if trouble, ok := redistrouble.Diagnose(err); ok {
		return refuse(http.StatusServiceUnavailable, "try again when Redis answers: the worker goes on by itself then", "%s", trouble.Advice)
	}
	return refuse(http.StatusServiceUnavailable, "try again", "%v", err)
}

// refuse answers with a refusal, as a page where a browser asks.
func (p *Page) refuse(w http.ResponseWriter, r *http.Request, why *refusal) {
	if !wantsHTML(r) {
		why.Write(w, why.Status)
		return
	}
	p.render(w, r, why.Status, "refusal", refusalView{
		layout: p.layout(caller.Of(r.Context())), Status: why.Status, Text: sentence(why.Error), Mend: sentence(why.Mend),
	})
}

// refusalView is a page that says why a request is not done.
type refusalView struct {
	layout
	Status     int
	Text, Mend string
}

// wantsHTML says whether a browser asks, which names HTML before all else.
func wantsHTML(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "text/html")
}

// sentence begins with a capital and ends with a full stop.
func sentence(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 || first == utf8.RuneError {
		return stopped(s)
	}
	return stopped(string(unicode.ToUpper(first)) + s[size:])
}

// stopped ends with a full stop. What it begins with may be the name of a file.
func stopped(s string) string {
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".!?") {
		return s
	}
	return s + "."
}
