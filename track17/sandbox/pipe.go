package sandbox

import (
	"context"
	"net"
	"sync"
)

// Pipe is a network of one server in memory: a [net.Listener] for
// [net/http.Server.Serve], and a Dial for [net/http.Transport.DialContext]. Its
// connections are [net.Pipe]'s, so a server and its clients can live in a
// testing/synctest bubble, where real ones cannot.
type Pipe struct {
	dialled chan net.Conn
	closed  chan struct{}
	once    sync.Once
}

// NewPipe returns a network that is open.
func NewPipe() *Pipe {
	return &Pipe{dialled: make(chan net.Conn), closed: make(chan struct{})}
}

// Dial connects to the listener, whatever the address. It blocks until the
// connection is accepted, and returns [net.ErrClosed] or the context's error.
func (p *Pipe) Dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case p.dialled <- server:
		return client, nil
	case <-p.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept waits for the next connection. It returns [net.ErrClosed] after Close.
func (p *Pipe) Accept() (net.Conn, error) {
	select {
	case conn := <-p.dialled:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

// Close ends Accept and Dial; connections stay. It may be called again, and
// always returns nil.
func (p *Pipe) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

// Addr returns an address that means nothing.
func (p *Pipe) Addr() net.Addr { return pipeAddr{} }

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "pipe" }
