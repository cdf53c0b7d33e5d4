package web

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/trackreg/trackreg/internal/web/problem"
)

// heldMost is how many results are held back while no item is taken, so that a
// request of which none is can still be answered 422.
const heldMost = 1000

// takeLines takes in a stream of one object a line and answers with one result
// a line, while it comes.
func (in *intake) takeLines(w http.ResponseWriter, r *http.Request, t *taker) {
	out := &resultWriter{w: w, rc: http.NewResponseController(w), taker: t}
	_ = out.rc.EnableFullDuplex() // HTTP/2 is so by itself
	body := in.patient(w, r.Body)
	done := body.interrupt()
	defer done()
	lines := newLineReader(body)
	ctx := context.WithoutCancel(r.Context()) // a body that breaks off ends that
	var items []item
	for first := 0; ; first += len(items) {
		var came error
		items, came = lines.chunk(items[:0])
		results, err := t.take(ctx, first, items)
		if out.write(results) != nil {
			return
		}
		switch {
		case err != nil:
			out.unavailable(err)
			return
		case errors.Is(came, io.EOF):
			out.end()
			return
		case came != nil:
			out.broken(came)
			return
		}
		body.earned() // now: it is not the client's time that the numbers took
	}
}

// resultWriter writes results one a line, as 202, from the first item taken on.
type resultWriter struct {
	w     http.ResponseWriter
	rc    *http.ResponseController
	taker *taker

	held  []result // while none is taken
	begun bool
}

// write writes the results of a chunk and sends them off. The error is the connection's.
func (o *resultWriter) write(results []result) error {
	if !o.begun {
		o.held = append(o.held, results...)
		if o.taker.tally.taken() == 0 && len(o.held) < heldMost {
			return nil
		}
		o.w.Header().Set("Content-Type", mediaNDJSON)
		o.w.WriteHeader(http.StatusAccepted)
		o.begun, results, o.held = true, o.held, nil
	}
	if len(results) == 0 {
		return nil
	}
	return o.send(results)
}

// send writes lines and sees that they are on their way.
func (o *resultWriter) send(results []result) error {
	_ = o.rc.SetWriteDeadline(time.Now().Add(writeTimeout))
	encoder := json.NewEncoder(o.w)
	for i := range results {
		if err := encoder.Encode(&results[i]); err != nil {
			return err
		}
	}
	return o.rc.Flush()
}

// end ends the answer to a stream that was read to its end.
func (o *resultWriter) end() {
	if !o.begun {
		noneValid(o.w, o.taker, o.held)
	}
}

// unavailable answers 503, or ends an answer that has begun with a line that
// says why the rest is not taken.
func (o *resultWriter) unavailable(err error) {
	if !o.begun {
		o.w.Header().Set("Connection", "close")
		unavailableNow(o.w, err, o.taker, o.held)
		return
	}
	o.last(whyUnavailable(err).Problem)
}

// broken answers a stream that broke off.
func (o *resultWriter) broken(err error) {
	if !o.begun {
		brokenBody(o.w, err, o.taker)
		return
	}
	p := problem.Problem{Error: "the body broke off or stood still", Mend: "send what has no result again"}
	for _, known := range []error{errStopping, errSlow} {
		if errors.Is(err, known) {
			p.Error = known.Error()
		}
	}
	o.last(p)
}

// last ends the answer with a problem in the place of a result.
func (o *resultWriter) last(p problem.Problem) {
	_ = o.rc.SetWriteDeadline(time.Now().Add(writeTimeout))
	_ = json.NewEncoder(o.w).Encode(p)
}
