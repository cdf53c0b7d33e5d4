package source_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/pem"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"sync"
	"testing"

	"github.com/pkg/sftp"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/importer/source"
)

// sftpServer is an SFTP server with the files of this machine. It speaks with each connection by
// serve until the client has gone.
type sftpServer struct {
	t       *testing.T
	dir     string // for files; the server takes any
	user    string
	keys    []any      // its own, of several kinds
	client  ssh.Signer // who may log in
	keyFile string     // with the client's
	known   string     // known_hosts with the first of its keys
	serve   func(net.Conn)

	addr    string
	serving sync.WaitGroup
}

// newSFTPServer makes keys and files; nothing listens yet.
func newSFTPServer(t *testing.T) *sftpServer {
	t.Helper()
	s := &sftpServer{t: t, dir: t.TempDir(), user: "shop", addr: "127.0.0.1:2222"}
	_, first, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	second, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	s.keys = []any{first, second}
	_, own, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	s.client = signer(t, own)
	s.keyFile = write(t, filepath.Join(t.TempDir(), "key"), privatePEM(t, own))
	s.known = filepath.Join(t.TempDir(), "known_hosts")
	s.serve = s.inProcess
	return s
}

func signer(t *testing.T, key any) ssh.Signer {
	t.Helper()
	made, err := ssh.NewSignerFromKey(key)
	require.NoError(t, err)
	return made
}

func privatePEM(t *testing.T, key any) string {
	t.Helper()
	block, err := ssh.MarshalPrivateKey(key, "")
	require.NoError(t, err)
	return string(pem.EncodeToMemory(block))
}

// know writes known_hosts with a key of the server's.
func (s *sftpServer) know(key any) {
	s.t.Helper()
	line := knownhosts.Line([]string{knownhosts.Normalize(s.addr)}, signer(s.t, key).PublicKey())
	write(s.t, s.known, line+"\n")
}

// listen takes connections until the test ends.
func (s *sftpServer) listen() *sftpServer {
	s.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(s.t, err)
	s.addr = listener.Addr().String()
	s.know(s.keys[0])
	s.serving.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			s.serving.Go(func() { s.serve(conn) })
		}
	})
	s.t.Cleanup(func() {
		require.NoError(s.t, listener.Close())
		s.serving.Wait()
	})
	return s
}

// inProcess speaks SSH as little as need be.
func (s *sftpServer) inProcess(conn net.Conn) {
	defer conn.Close()
	config := &ssh.ServerConfig{PublicKeyCallback: func(who ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
		if who.User() != s.user || !bytes.Equal(key.Marshal(), s.client.PublicKey().Marshal()) {
			return nil, fmt.Errorf("nobody knows this key")
		}
		return &ssh.Permissions{}, nil
	}}
	for _, key := range s.keys {
		config.AddHostKey(signer(s.t, key))
	}
	_, channels, requests, err := ssh.NewServerConn(conn, config)
	if err != nil {
		return // the client says why
	}
	var answering sync.WaitGroup
	defer answering.Wait()
	answering.Go(func() { ssh.DiscardRequests(requests) })
	for channel := range channels {
		opened, asked, err := channel.Accept()
		if err != nil {
			return
		}
		answering.Go(func() { s.answer(opened, asked) })
	}
}

func (s *sftpServer) answer(channel ssh.Channel, asked <-chan *ssh.Request) {
	for request := range asked {
		is := request.Type == "subsystem" && string(request.Payload[4:]) == "sftp"
		_ = request.Reply(is, nil)
		if !is {
			continue
		}
		files, err := sftp.NewServer(channel, sftp.WithServerWorkingDirectory(s.dir))
		if err != nil {
			return
		}
		_ = files.Serve() // until the client goes
		_ = files.Close()
		_ = channel.Close()
	}
}

// sshdProgram is Debian's openssh-server. It lies where no user's PATH leads, so that its other
// programs tell whether a test may look there.
func sshdProgram(t *testing.T) string {
	t.Helper()
	if program, err := exec.LookPath("sshd"); err == nil {
		return program
	}
	const usual = "/usr/sbin/sshd"
	_, keygen := exec.LookPath("ssh-keygen")
	if _, err := os.Stat(usual); err == nil && keygen == nil {
		return usual
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("sshd is not installed, and CI=true")
	}
	t.Skip("sshd is not installed")
	return ""
}

// sshd makes the server a real one: a process for each connection, as inetd starts it.
func (s *sftpServer) sshd() *sftpServer {
	s.t.Helper()
	program := sshdProgram(s.t)
	me, err := user.Current()
	require.NoError(s.t, err)
	s.user = me.Username
	dir := s.t.TempDir()
	config := "StrictModes no\nUsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nSubsystem sftp internal-sftp\n" +
		"AuthorizedKeysFile " + write(s.t, filepath.Join(dir, "authorized_keys"), string(ssh.MarshalAuthorizedKey(s.client.PublicKey()))) + "\n"
	for i, key := range s.keys {
		name := write(s.t, filepath.Join(dir, fmt.Sprintf("host%d", i)), privatePEM(s.t, key))
		require.NoError(s.t, os.Chmod(name, 0o600))
		config += "HostKey " + name + "\n"
	}
	file := write(s.t, filepath.Join(dir, "sshd_config"), config)
	if os.Geteuid() == 0 {
		require.NoError(s.t, os.MkdirAll("/run/sshd", 0o755), "it wants an empty folder")
	}
	s.serve = func(conn net.Conn) {
		defer conn.Close()
		socket, err := conn.(*net.TCPConn).File()
		if err != nil {
			s.t.Errorf("sshd: %v", err)
			return
		}
		defer socket.Close()
		cmd := exec.Command(program, "-i", "-e", "-f", file)
		cmd.Stdin, cmd.Stdout = socket, socket
		if err := cmd.Run(); err != nil {
			s.t.Logf("sshd: %v", err) // so it ends when a client is refused or goes
		}
	}
	return s
}

// eachSFTP runs a test with a server of this process's and with a real one.
func eachSFTP(t *testing.T, test func(t *testing.T, s *sftpServer)) {
	t.Run("in process", func(t *testing.T) { test(t, newSFTPServer(t).listen()) })
	t.Run("openssh-server", func(t *testing.T) { test(t, newSFTPServer(t).sshd().listen()) })
}

// from is the source of files in the server's folder.
func (s *sftpServer) from(pattern string) configs.Source {
	return configs.Source{Path: "sftp://" + s.user + "@" + s.addr + filepath.Join(s.dir, pattern), KeyFile: s.keyFile, KnownHosts: s.known}
}

func (s *sftpServer) reader(from configs.Source) *reader {
	s.t.Helper()
	return newReader(s.t, configs.Import{Source: from}, source.Options{})
}

// put writes a file in the server's folder.
func (s *sftpServer) put(name, text string) string {
	s.t.Helper()
	return write(s.t, filepath.Join(s.dir, name), text)
}

// piped connects without a network, so that a test may go by a virtual clock. faulty is what
// the server writes through.
func (s *sftpServer) piped(faulty func(net.Conn) net.Conn) source.Options {
	s.know(s.keys[0])
	s.t.Cleanup(s.serving.Wait)
	return source.Options{TempDir: s.t.TempDir(), Dial: func(context.Context, string, string) (net.Conn, error) {
		here, there := net.Pipe()
		near, far := queue(here), queue(there)
		s.serving.Go(near.pump)
		s.serving.Go(far.pump)
		conn := faulty(far)
		s.serving.Go(func() { s.serve(conn) })
		return near, nil
	}}
}

// queued is an end of a pipe that takes what is written before the other reads it, as a socket
// does: both ends of SSH begin by writing. It seems to come from somewhere.
type queued struct {
	net.Conn
	out    chan []byte
	closed chan struct{}
	once   sync.Once
}

func queue(conn net.Conn) *queued {
	return &queued{Conn: conn, out: make(chan []byte, 8), closed: make(chan struct{})}
}

// Write implements net.Conn.
func (c *queued) Write(p []byte) (int, error) {
	select {
	case <-c.closed:
		return 0, net.ErrClosed
	case c.out <- bytes.Clone(p):
		return len(p), nil
	}
}

func (c *queued) pump() {
	for {
		select {
		case <-c.closed:
			return
		case p := <-c.out:
			_, _ = c.Conn.Write(p) // the writer finds out by reading
		}
	}
}

// Close implements net.Conn.
func (c *queued) Close() error {
	c.once.Do(func() { close(c.closed) })
	return c.Conn.Close()
}

// RemoteAddr implements net.Conn.
func (c *queued) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 2222} }
