package sandbox

import (
	"context"
	"io"
	"net/http"
)

// deliver sends the answer, or what the call's fault has made of it.
func (s *Server) deliver(w http.ResponseWriter, r *http.Request, answer *reply) {
	if answer.fault == nil {
		answer.write(w)
		return
	}
	fault := answer.fault
	if !s.wait(r.Context(), fault.For) {
		panic(http.ErrAbortHandler)
	}
	switch fault.Act {
	case Hang:
		if fault.For == 0 {
			s.hang(r.Context())
			panic(http.ErrAbortHandler)
		}
		answer.write(w)
	case Cut:
		panic(http.ErrAbortHandler)
	case Truncate:
		answer.truncate(w)
	case Endless:
		answer.header(w, -1)
		s.flood(r.Context(), w, fault.Bytes)
	default:
		answer.write(w)
	}
}

// truncate promises the whole answer, sends half of it and cuts the connection.
func (a *reply) truncate(w http.ResponseWriter) {
	body := a.body()
	a.header(w, len(body))
	_, _ = w.Write(body[:len(body)/2])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// An endless answer begins as a good one does, and then goes on.
const (
	floodBegin = `{"code":0,"data":{"accepted":[{"origin":1,"number":"RR000000005CN","carrier":3011}`
	floodGoOn  = `,{"origin":1,"number":"RR000000005CN","carrier":3011}`
)

// flood writes until the client goes away, the server is closed or, if most is
// not 0, at least so many bytes are out.
func (s *Server) flood(ctx context.Context, w io.Writer, most int64) {
	written, err := io.WriteString(w, floodBegin)
	for sent := int64(written); err == nil && (most == 0 || sent < most); sent += int64(written) {
		select {
		case <-ctx.Done():
			return
		case <-s.done:
			return
		default:
			written, err = io.WriteString(w, floodGoOn)
		}
	}
}
