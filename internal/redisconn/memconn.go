package redisconn

import (
	"bytes"
	"net"
	"sync"
	"time"
)

// memConn gives a net.Pipe's client end a buffer for what is written to it. A bare pipe has
// none, so a pipeline of many commands would stop half-way: the server waits for its first
// answers to be read, the client for its last commands to be taken.
type memConn struct {
	net.Conn
	wake chan struct{} // one token: there is something to send
	done chan struct{} // closed by Close
	gone chan struct{} // closed when pump has returned

	mu      sync.Mutex
	pending bytes.Buffer
	failed  error
	once    sync.Once
}

func newMemConn(pipe net.Conn) *memConn {
	c := &memConn{
		Conn: pipe,
		wake: make(chan struct{}, 1),
		done: make(chan struct{}),
		gone: make(chan struct{}),
	}
	go c.pump()
	return c
}

// Write never blocks. An error of the pipe comes with the next Write.
func (c *memConn) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.failed != nil {
		return 0, c.failed
	}
	c.pending.Write(b)
	select {
	case c.wake <- struct{}{}:
	default:
	}
	return len(b), nil
}

// pump hands the pipe what was written, until Close.
func (c *memConn) pump() {
	defer close(c.gone)
	for {
		select {
		case <-c.done:
			return
		case <-c.wake:
		}
		if err := c.send(); err != nil {
			return
		}
	}
}

func (c *memConn) send() error {
	c.mu.Lock()
	chunk := bytes.Clone(c.pending.Bytes())
	c.pending.Reset()
	c.mu.Unlock()
	_, err := c.Conn.Write(chunk)
	if err != nil {
		c.mu.Lock()
		c.failed = err
		c.mu.Unlock()
	}
	return err
}

// Close ends the connection and waits for its goroutine.
func (c *memConn) Close() error {
	var err error
	c.once.Do(func() {
		close(c.done)
		err = c.Conn.Close()
		<-c.gone
	})
	return err
}

// SetDeadline sets the deadline of reads alone, for Write does not block.
func (c *memConn) SetDeadline(t time.Time) error { return c.Conn.SetReadDeadline(t) }

// SetWriteDeadline does nothing, for Write does not block.
func (c *memConn) SetWriteDeadline(time.Time) error { return nil }
