package page

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"time"

	"github.com/trackreg/trackreg/internal/view/page/board"
	"github.com/trackreg/trackreg/internal/web/caller"
)

const (
	// frameWithin bounds the writing of one frame: a client that does not read is dropped then.
	frameWithin = 10 * time.Second
	// comeAgain is when one that found no room comes again, in seconds.
	comeAgain = "10"
)

// events streams what changes on the page, until the client goes or the board ends.
func (p *Page) events(w http.ResponseWriter, r *http.Request) *refusal {
	query, refused := p.form(w, r, "account")
	if refused != nil {
		return refused
	}
	account, refused := p.account(r, query.Get("account"))
	if refused != nil {
		return refused
	}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no") // proxies are not to hold it back
	if r.Method == http.MethodHead {
		return nil // what is no body has no end either
	}
	follow, ok := p.board.Subscribe()
	if !ok {
		w.Header().Set("Retry-After", comeAgain)
		return refuse(http.StatusServiceUnavailable, "load the page again to see newer figures, or close others",
			"%d pages follow this process already", board.FollowersMost)
	}
	defer follow.Close()
	s := stream{page: p, account: account, who: caller.Of(r.Context()), w: w, rc: http.NewResponseController(w), shown: map[string]string{}}
	for err := s.frame(); err == nil; err = s.frame() {
		select {
		case <-r.Context().Done():
			return nil
		case _, more := <-follow.C:
			if !more || s.who.Gone() {
				return nil
			}
		}
	}
	return nil // the client is gone, or was dropped
}

// stream is what one client has been sent.
type stream struct {
	page    *Page
	account *Account
	who     caller.Caller
	w       http.ResponseWriter
	rc      *http.ResponseController
	shown   map[string]string
	point   int64 // the time of the newest point
}

// frame sends what has changed since the last.
func (s *stream) frame() error {
	var b bytes.Buffer
	changed := map[string]string{}
	for name, text := range s.page.views.regions(s.page.board.Snapshot(), s.account.Name, s.who) {
		if s.shown[name] != text {
			changed[name] = text
		}
	}
	maps.Copy(s.shown, changed)
	s.points(&b)
	write(&b, "regions", changed)
	if err := s.rc.SetWriteDeadline(time.Now().Add(frameWithin)); err != nil {
		return err
	}
	if _, err := s.w.Write(b.Bytes()); err != nil {
		return err
	}
	return s.rc.Flush()
}

// curve are points of the chart.
type curve struct {
	Reset   bool       `json:"reset"` // they take the place of all before
	Ceiling float64    `json:"ceiling"`
	At      []float64  `json:"at"` // Unix seconds
	Numbers []nullable `json:"numbers"`
	Fill    []nullable `json:"fill"` // percent
}

// nullable is a figure; below 0 it is not known.
type nullable float64

// MarshalJSON writes what is not known as null, and the rest to a tenth.
func (n nullable) MarshalJSON() ([]byte, error) {
	if n < 0 {
		return []byte("null"), nil
	}
	return fmt.Appendf(nil, "%.1f", float64(n)), nil
}

func (s *stream) points(b *bytes.Buffer) {
	limits := s.account.Gate
	c := curve{Reset: s.point == 0, Ceiling: limits.RequestsPerSecond * float64(limits.BatchSize)}
	for _, p := range s.page.board.Points(s.account.Name, s.point) {
		c.At = append(c.At, float64(p.At)/1000)
		c.Numbers = append(c.Numbers, nullable(p.Numbers))
		c.Fill = append(c.Fill, nullable(100*p.Fill))
		s.point = p.At
	}
	if len(c.At) > 0 {
		write(b, "points", c)
	}
}

// write writes one event, of a value that can always be encoded.
func write(b *bytes.Buffer, event string, value any) {
	text, _ := json.Marshal(value)
	fmt.Fprintf(b, "event: %s\ndata: %s\n\n", event, text)
}
