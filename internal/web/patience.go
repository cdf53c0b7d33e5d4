package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"
)

const (
	// readPatience is how long a request's body may stand still.
	readPatience = 30 * time.Second
	// leastRate is how fast a body must come, in bytes a second on the average, once it has come for
	// readPatience: as slow as the slowest telephone, and too fast to hold a place for a day.
	leastRate = 4 << 10
)

var (
	// errStopping ends the reading of a body because the server is to stop.
	errStopping = errors.New("this process is stopping")
	// errSlow ends the reading of a body that keeps its place from others.
	errSlow = fmt.Errorf("the body came at less than %d bytes a second", leastRate)
)

// patientBody is a body that may be long, but must neither stand still nor trickle.
type patientBody struct {
	body     io.Reader
	rc       *http.ResponseController
	stopping context.Context

	since time.Time // from when its rate counts
	read  int64     // bytes since then
}

// Read moves both deadlines along: the answer comes after the last read, however
// late that is. It returns errStopping, errSlow, a timeout, or the connection's error.
func (b *patientBody) Read(p []byte) (int, error) {
	now := time.Now()
	until := now.Add(readPatience)
	due := b.since.Add(readPatience + time.Duration(b.read)*time.Second/leastRate)
	slow := due.Before(until)
	if slow {
		until = due
	}
	_ = b.rc.SetReadDeadline(until)
	_ = b.rc.SetWriteDeadline(now.Add(readPatience + writeTimeout))
	// In this order: interrupt comes either before this and is seen, or after and cuts the read short.
	if b.stopping.Err() != nil {
		return 0, errStopping
	}
	n, err := b.body.Read(p)
	b.read += int64(n)
	if err == nil {
		return n, nil
	}
	if b.stopping.Err() != nil && !errors.Is(err, io.EOF) {
		return n, errStopping
	}
	// A deadline left behind would later be taken for the client's leaving.
	_ = b.rc.SetReadDeadline(time.Time{})
	if slow && errors.Is(err, os.ErrDeadlineExceeded) {
		return n, errSlow
	}
	return n, err
}

// earned has the rate count anew: what a stream brought is worth its place.
func (b *patientBody) earned() { b.since, b.read = time.Now(), 0 }

// interrupt ends a read under way when stopping ends. Call what it returns
// when nothing is read any more.
func (b *patientBody) interrupt() (done func() bool) {
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
