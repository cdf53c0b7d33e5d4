package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/trackreg/trackreg/internal/elements"
	"github.com/trackreg/trackreg/internal/web/problem"
)

const (
	// bodyMost is the most bytes of a JSON body, which is held in memory.
	bodyMost = 8 << 20
	// arrayMost is the most items of a JSON array, as of one in the inlet.
	arrayMost = 10_000
)

// takeJSON takes in a body that is one object or an array of them.
func (in *intake) takeJSON(w http.ResponseWriter, r *http.Request, t *taker) {
	body := in.patient(w, http.MaxBytesReader(w, r.Body, bodyMost))
	done := body.interrupt()
	held := &heldBody{body: body, room: in.held}
	defer held.release()
	text, err := io.ReadAll(held)
	done()
	if err != nil {
		brokenBody(w, err, t)
		return
	}
	items, refused := readItems(text)
	if refused != nil {
		refused.Write(w, refused.status)
		return
	}
	// All of it has come: it is taken whether or not somebody waits for the answer.
	results, err := t.take(context.WithoutCancel(r.Context()), 0, items)
	switch {
	case err != nil:
		unavailableNow(w, err, t, results)
	case t.tally.taken() == 0:
		noneValid(w, t, results)
	default:
		writeJSON(w, http.StatusAccepted, t.answer(nil, results))
	}
}

func (in *intake) patient(w http.ResponseWriter, body io.Reader) *patientBody {
	return &patientBody{body: body, rc: http.NewResponseController(w), stopping: in.stopping, since: time.Now()}
}

// brokenBody answers a request whose body could not be read to its end.
func brokenBody(w http.ResponseWriter, err error, t *taker) {
	var large *http.MaxBytesError
	var timeout net.Error
	w.Header().Set("Connection", "close") // what is left of the body is not a request
	switch {
	case errors.Is(err, errStopping):
		unavailableNow(w, err, t, nil)
	case errors.Is(err, errCrowded):
		askLater(w, busyAfter)
		problem.Problem{Error: errCrowded.Error(), Mend: "send it again after Retry-After, or as " + mediaNDJSON}.Write(w, http.StatusServiceUnavailable)
	case errors.As(err, &large):
		problem.Problem{
			Error: fmt.Sprintf("the body is larger than %d bytes", bodyMost), Mend: "send fewer items at once, or " + mediaNDJSON + ", which may be of any length",
		}.Write(w, http.StatusRequestEntityTooLarge)
	case errors.Is(err, errSlow):
		problem.Problem{Error: errSlow.Error(), Mend: "send it again on a better connection, in parts, or packed as a file"}.Write(w, http.StatusRequestTimeout)
	case errors.As(err, &timeout) && timeout.Timeout():
		problem.Problem{Error: "the body stood still for " + readPatience.String(), Mend: "send it again"}.Write(w, http.StatusRequestTimeout)
	default:
		problem.Problem{Error: "the body broke off", Mend: "send it again"}.Write(w, http.StatusBadRequest)
	}
}

// readItems reads a JSON text: an object is one item, an array several.
func readItems(text []byte) ([]item, *refusal) {
	text = bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\ufeff")))
	if len(text) > 0 && text[0] == '{' && json.Valid(text) {
		return []item{parse(text)}, nil
	}
	all, n, err := elements.Of(text, arrayMost)
	switch {
	case errors.Is(err, elements.ErrNoArray):
		return nil, refuse(http.StatusBadRequest, `send an object such as {"number":"RR123456789CN"}, or an array of them`, "the body is neither an object nor an array")
	case err != nil:
		return nil, refuse(http.StatusBadRequest, "send one JSON object or an array of them; for one object a line, Content-Type: "+mediaNDJSON,
			"the body is not JSON: %s", whereInvalid(text, err))
	case n > arrayMost:
		return nil, refuse(http.StatusRequestEntityTooLarge, "send fewer at once, or "+mediaNDJSON+", which may be of any length",
			"the array has %d items, %d are the most", n, arrayMost)
	}
	items := make([]item, len(all))
	for i, element := range all {
		items[i] = parse(element)
	}
	return items, nil
}

// whereInvalid says what is wrong with a text that is no JSON, and where.
func whereInvalid(text []byte, err error) string {
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return fmt.Sprint(err)
	}
	before := text[:min(max(int(syntax.Offset)-1, 0), len(text))]
	line := bytes.Count(before, []byte("\n")) + 1
	return fmt.Sprintf("%v, at line %d, byte %d", syntax, line, syntax.Offset)
}
