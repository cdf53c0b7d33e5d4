package source_test

import (
	"io"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// proxy stands between an import and its database, and can go away.
type proxy struct {
	listener net.Listener
	target   string
	// left is how many bytes the database may still send; negative: any number.
	left atomic.Int64

	mu    sync.Mutex
	conns []net.Conn
	work  sync.WaitGroup
}

// newProxy returns one, and the DSN through it.
func newProxy(t *testing.T, dsn string) (*proxy, string) {
	t.Helper()
	address, err := url.Parse(dsn)
	require.NoError(t, err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	p := &proxy{listener: listener, target: address.Host}
	p.left.Store(-1)
	address.Host = listener.Addr().String()
	p.work.Go(p.serve)
	t.Cleanup(func() {
		_ = listener.Close()
		p.cut()
		p.work.Wait()
	})
	return p, address.String()
}

func (p *proxy) serve() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", p.target)
		if err != nil || p.left.Load() == 0 {
			_ = client.Close()
			continue
		}
		p.mu.Lock()
		p.conns = append(p.conns, client, server)
		p.mu.Unlock()
		p.work.Go(func() { p.pass(server, client) })
		p.work.Go(func() { p.pass(client, limited{server, p}) })
	}
}

func (p *proxy) pass(to net.Conn, from io.Reader) {
	_, _ = io.Copy(to, from)
	_ = to.Close()
}

// cut closes all connections.
func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, conn := range p.conns {
		_ = conn.Close()
	}
	p.conns = nil
}

// limited reads up to what the proxy lets through.
type limited struct {
	io.Reader
	proxy *proxy
}

func (l limited) Read(b []byte) (int, error) {
	left := l.proxy.left.Load()
	if left == 0 {
		return 0, io.EOF
	}
	if left > 0 && int64(len(b)) > left {
		b = b[:left]
	}
	n, err := l.Reader.Read(b)
	if left > 0 {
		l.proxy.left.Add(-int64(n))
	}
	return n, err
}
