package web

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"
)

// readPatience is how long a request's body may stand still.
const readPatience = 30 * time.Second

// errStopping ends the reading of a body because the server is to stop.
var errStopping = errors.New("this process is stopping")

// patientBody is a body that may be as long as it likes to be, but must not stand still.
type patientBody struct {
	body     io.Reader
	rc       *http.ResponseController
	stopping context.Context
}

// Read moves both deadlines along: the answer comes after the last read, however
// late that is. It returns errStopping, a timeout, or the connection's error.
func (b patientBody) Read(p []byte) (int, error) {
	now := time.Now()
	_ = b.rc.SetReadDeadline(now.Add(readPatience))
	_ = b.rc.SetWriteDeadline(now.Add(readPatience + writeTimeout))
	// In this order: interrupt comes either before this and is seen, or after and cuts the read short.
	if b.stopping.Err() != nil {
		return 0, errStopping
	}
	n, err := b.body.Read(p)
	if err == nil {
		return n, nil
	}
	if b.stopping.Err() != nil && !errors.Is(err, io.EOF) {
		return n, errStopping
	}
	// A deadline left behind would later be taken for the client's leaving.
	_ = b.rc.SetReadDeadline(time.Time{})
	return n, err
}

// interrupt ends a read under way when stopping ends. Call what it returns
// when nothing is read any more.
func (b patientBody) interrupt() (done func() bool) {
	return context.AfterFunc(b.stopping, func() { _ = b.rc.SetReadDeadline(time.Unix(1, 0)) })
}

// bounded gives every body a deadline, also one that nobody reads: the server
// reads what is left of it before the next request.
func bounded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength != 0 {
			_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(readPatience))
		}
		next.ServeHTTP(w, r)
	})
}
