package source

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
)

const (
	// dialWithin bounds the wait for a connection with a server.
	dialWithin = 30 * time.Second
	// silentFor is how long an SFTP server may say nothing. A connection is only open while it is
	// waited for an answer, so that none needs to be kept alive.
	silentFor = time.Minute
)

// sftpSession is a connection with an SFTP server.
type sftpSession struct {
	*sftp.Client
	conn *patientConn
}

// lost is why the connection is no more; nil: it is there.
func (s *sftpSession) lost() error { return s.conn.failure() }

// connected has do use a connection, and words its error.
func (f *remoteFiles) connected(ctx context.Context, p place, do func(*sftpSession) error) error {
	if err := p.ended(ctx); err != nil {
		return err
	}
	config, err := f.clientConfig(p)
	if err != nil {
		return err
	}
	address := net.JoinHostPort(f.address.Host, f.address.Port)
	raw, err := f.options.Dial(ctx, "tcp", address)
	if err != nil {
		return p.network(ctx, err)
	}
	conn := &patientConn{Conn: raw}
	defer conn.Close()
	// What waits for an answer ends with the connection.
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	client, chans, requests, err := ssh.NewClientConn(conn, address, config)
	if err != nil {
		return f.unopened(ctx, p, conn, err)
	}
	secure := ssh.NewClient(client, chans, requests)
	files, err := sftp.NewClient(secure)
	if err != nil {
		return f.noSFTP(ctx, p, conn, err)
	}
	defer func() {
		_ = secure.Close() // first, else a server that hangs is waited for
		_ = files.Close()
	}()
	if err := do(&sftpSession{files, conn}); err != nil {
		return p.answered(ctx, conn, err)
	}
	return nil
}

// answered words an error of a request.
func (p place) answered(ctx context.Context, conn *patientConn, err error) error {
	if err := p.ended(ctx); err != nil {
		return err
	}
	var worded *Error
	if errors.As(err, &worded) {
		return worded
	}
	if lost := conn.failure(); lost != nil {
		return p.passing(lost, fmt.Sprintf("was cut off: %v", lost), "")
	}
	return p.remote(err)
}

// remote words what an SFTP server answers.
func (p place) remote(err error) *Error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return p.lasting(err, "does not exist", "put it there, or mend the path")
	case errors.Is(err, fs.ErrPermission):
		return p.lasting(err, "may not be read by the user of source.path", "let that user read it on the server, and enter its folder")
	}
	return p.passing(err, fmt.Sprintf("is not given by the server: %v", err), "")
}

// unopened words why no connection came about.
func (f *remoteFiles) unopened(ctx context.Context, p place, conn *patientConn, err error) error {
	if err := p.ended(ctx); err != nil {
		return err
	}
	var worded *Error
	var none *ssh.AlgorithmNegotiationError
	switch {
	case errors.As(err, &worded): // of the server's key
		return worded
	case errors.As(err, &none):
		return p.lasting(err, fmt.Sprintf("speaks no SSH that is safe: %v", err), "have the server brought up to date")
	case strings.Contains(err.Error(), "unable to authenticate"): // there is no type for it
		return p.lasting(err, fmt.Sprintf("refuses user %s with the key %s", f.address.User, f.keyFile),
			"add what `ssh-keygen -y -f "+f.keyFile+"` prints to that user's authorized_keys on the server")
	}
	if lost := conn.failure(); lost != nil {
		err = lost
	}
	return p.network(ctx, err)
}

// noSFTP words why the server speaks SSH and nothing more.
func (f *remoteFiles) noSFTP(ctx context.Context, p place, conn *patientConn, err error) error {
	if ended := p.ended(ctx); ended != nil || conn.failure() != nil {
		return p.answered(ctx, conn, err)
	}
	return p.lasting(err, fmt.Sprintf("speaks SSH, but gives no files: %v", err), "have SFTP enabled on the server for user "+f.address.User)
}

// patientConn is a connection that waits for an answer for so long, and keeps why it ended.
type patientConn struct {
	net.Conn

	mu    sync.Mutex
	ended error
}

// Read implements net.Conn.
func (c *patientConn) Read(p []byte) (int, error) {
	_ = c.SetReadDeadline(time.Now().Add(silentFor)) // reading from a closed one says so
	n, err := c.Conn.Read(p)
	return n, c.keep(err)
}

// Write implements net.Conn.
func (c *patientConn) Write(p []byte) (int, error) {
	_ = c.SetWriteDeadline(time.Now().Add(silentFor))
	n, err := c.Conn.Write(p)
	return n, c.keep(err)
}

func (c *patientConn) keep(err error) error {
	if err == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended == nil {
		c.ended = err
		if errors.Is(err, os.ErrDeadlineExceeded) {
			c.ended = fmt.Errorf("nothing came for %v", silentFor)
		}
	}
	return err
}

func (c *patientConn) failure() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ended
}
