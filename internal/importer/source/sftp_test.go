package source_test

import (
	"context"
	"encoding/pem"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/importer/source"
	"github.com/trackreg/trackreg/internal/rows"
)

func TestSFTP(t *testing.T) {
	eachSFTP(t, func(t *testing.T, s *sftpServer) {
		s.put("out/b.csv", "number,tag\nAB12345,b\n")
		s.put("out/a.csv", "number,tag\nAB12345,a\nAB123456,a\n")
		s.put("out/c.txt", "number\nAB12347\n")
		s.put("out/done/z.csv", "number\nAB12348\n")
		require.NoError(t, os.Mkdir(filepath.Join(s.dir, "out", "folder.csv"), 0o755))
		r := s.reader(s.from("out/*.csv"))
		parts := r.parts()
		require.Len(t, parts, 2)
		require.Equal(t, s.from("out/a.csv").Path, parts[0].Name, "by name")
		require.EqualValues(t, 32, parts[0].Size)
		require.Equal(t, []string{`{"number":"AB123456","tag":"a"}`}, r.all(parts[0], source.Position{Row: 1}), "as after a crash")
		require.Len(t, r.all(parts[1], source.Position{}), 1)

		changed, err := r.Changed(t.Context(), parts[0])
		require.NoError(t, err)
		require.False(t, changed)
		for range 2 { // the second time nothing is left to be done
			moved, err := r.Finish(t.Context(), parts[0])
			require.NoError(t, err)
			require.True(t, moved)
		}
		require.FileExists(t, filepath.Join(s.dir, "out", "done", "a.csv"))
		changed, err = r.Changed(t.Context(), parts[0])
		require.NoError(t, err)
		require.True(t, changed)

		s.put("out/a.csv", "number\nAB12349\n")
		moved, err := r.Finish(t.Context(), r.parts()[0])
		require.NoError(t, err)
		require.True(t, moved)
		require.FileExists(t, filepath.Join(s.dir, "out", "done", "a-2.csv"), "nothing is overwritten")

		require.Len(t, s.reader(s.from("*/c.txt")).parts(), 1)
		require.Len(t, s.reader(s.from("*/*.csv")).parts(), 1, "done holds what was read")
		require.Len(t, s.reader(s.from("out/done/*.csv")).parts(), 3)
		require.Equal(t, payloads("AB12347"), s.reader(s.from("out/c.txt")).all(s.reader(s.from("out/c.txt")).part(), source.Position{}))
	})
}

func TestDoneIsMadeOnTheServer(t *testing.T) {
	eachSFTP(t, func(t *testing.T, s *sftpServer) {
		s.put("a.csv", "number\nAB12345\n")
		r := s.reader(s.from("a.csv"))
		moved, err := r.Finish(t.Context(), r.part())
		require.NoError(t, err)
		require.True(t, moved)
		require.FileExists(t, filepath.Join(s.dir, "done", "a.csv"))
		s.put("a.csv", "number\nAB12345\n")
		part := r.part()
		s.put("a.csv", "number\nAB123456\n")
		_, err = r.Finish(t.Context(), part)
		require.ErrorIs(t, err, source.ErrChanged)
		require.FileExists(t, filepath.Join(s.dir, "a.csv"))
	})
}

func TestSFTPBelowTheHome(t *testing.T) {
	s := newSFTPServer(t).listen() // whose user is at home in its folder
	s.put("out/a.csv", "number\nAB12345\n")
	s.put("b.csv", "number\nAB12346\n")
	from := s.from("")
	for pattern, name := range map[string]string{"/~/out/*.csv": "out/a.csv", "/~/*.csv": "b.csv"} {
		from.Path = "sftp://" + s.user + "@" + s.addr + pattern
		r := s.reader(from)
		part := r.part()
		require.Equal(t, "sftp://"+s.user+"@"+s.addr+"/~/"+name, part.Name)
		require.Len(t, r.all(part, source.Position{}), 1)
		moved, err := r.Finish(t.Context(), part)
		require.NoError(t, err)
		require.True(t, moved)
		require.FileExists(t, filepath.Join(s.dir, filepath.Dir(name), "done", filepath.Base(name)))
	}
}

// TestAFolderOfTheServersThatMayNotBeWritten has to be told of: else the file is read for ever.
func TestAFolderOfTheServersThatMayNotBeWritten(t *testing.T) {
	eachSFTP(t, func(t *testing.T, s *sftpServer) {
		s.put("done", "a file in its place")
		s.put("a.csv", "number\nAB12345\n")
		r := s.reader(s.from("a.csv"))
		moved, err := r.Finish(t.Context(), r.part())
		require.False(t, moved)
		failed := asError(t, err)
		require.ErrorContains(t, failed, "a.csv was read, but cannot be moved to done")
		require.False(t, failed.Passing)
	})
}

func TestALinkInThePlaceOfDoneOnAServer(t *testing.T) {
	eachSFTP(t, func(t *testing.T, s *sftpServer) {
		elsewhere := t.TempDir()
		link(t, elsewhere, filepath.Join(s.dir, "done"))
		s.put("a.csv", "number\nAB12345\n")
		r := s.reader(s.from("a.csv"))
		_, err := r.Finish(t.Context(), r.part())
		require.ErrorContains(t, asError(t, err), "is not moved: done beside it is a symbolic link")
		require.NoFileExists(t, filepath.Join(elsewhere, "a.csv"))
	})
}

func TestSFTPEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSFTPServer(t)
		s.put("a.csv", "number\nAB12345\n")
		mute := s.piped(func(conn net.Conn) net.Conn { return &atByte{Conn: conn, do: func() bool { return false }} })
		r := newReader(t, configs.Import{Source: s.from("a.csv")}, mute)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		_, err := r.Parts(ctx)
		require.ErrorIs(t, err, context.DeadlineExceeded, "though the server says nothing")
		require.Equal(t, time.Second, time.Since(began))
		var failed *source.Error
		require.NotErrorAs(t, err, &failed, "no fault of the source's")
	})
}

func TestSFTPThatCannotBeListed(t *testing.T) {
	eachSFTP(t, func(t *testing.T, s *sftpServer) {
		s.put("a.csv", "number\nAB12345\n")
		for pattern, want := range map[string]string{
			"missing.csv":   "/missing.csv does not exist: put it there, or mend the path",
			"missing/*.csv": "/missing does not exist",
			"":              " is a directory: add /*.csv to read the files in it",
		} {
			_, err := s.reader(s.from(pattern)).Parts(t.Context())
			failed := asError(t, err)
			require.ErrorContains(t, failed, want, pattern)
			require.False(t, failed.Passing, pattern)
		}
		listed, err := s.reader(s.from("nothing-*.csv")).Parts(t.Context())
		require.NoError(t, err)
		require.Empty(t, listed.Parts)
	})
}

func TestLinksOnAnSFTPServer(t *testing.T) {
	eachSFTP(t, func(t *testing.T, s *sftpServer) {
		secret := write(t, filepath.Join(t.TempDir(), "secret.csv"), "number\nSECRET12345\n")
		s.put("in/own.csv", "number\nAB12345\n")
		link(t, secret, filepath.Join(s.dir, "in", "linked.csv"))
		link(t, filepath.Dir(secret), filepath.Join(s.dir, "in", "folder.csv"))
		link(t, "/nowhere", filepath.Join(s.dir, "in", "nothing.csv"))
		for pattern, left := range map[string]string{"in/*.csv": "in/linked.csv", "in/*/*.csv": "in/folder.csv"} {
			listed, err := s.reader(s.from(pattern)).Parts(t.Context())
			require.NoError(t, err)
			require.Len(t, listed.Left, 1, pattern)
			require.Equal(t, s.from(left).Path, listed.Left[0].Part)
			require.ErrorContains(t, listed.Left[0], "is a symbolic link, and links are not followed")
		}
		_, err := s.reader(s.from("in/linked.csv")).Parts(t.Context())
		require.ErrorContains(t, asError(t, err), "is a symbolic link")

		follow := s.from("in/l*.csv")
		follow.FollowLinks = true
		r := s.reader(follow)
		part := r.part()
		require.Equal(t, payloads("SECRET12345"), r.all(part, source.Position{}))
		moved, err := r.Finish(t.Context(), part)
		require.NoError(t, err)
		require.True(t, moved)
		_, err = os.Readlink(filepath.Join(s.dir, "in", "done", "linked.csv"))
		require.NoError(t, err, "the link is moved")
		require.FileExists(t, secret)
	})
}

// TestWhoIsNotLetIn is what is said of keys: no word of theirs is shown.
func TestWhoIsNotLetIn(t *testing.T) {
	eachSFTP(t, func(t *testing.T, s *sftpServer) {
		s.put("a.csv", "number\nAB12345\n")
		other := newSFTPServer(t)
		mine, err := os.ReadFile(s.keyFile)
		require.NoError(t, err)
		locked, err := ssh.MarshalPrivateKeyWithPassphrase(other.keys[0], "", []byte("hush"))
		require.NoError(t, err)
		host, port, err := net.SplitHostPort(s.addr)
		require.NoError(t, err)
		shown := ssh.FingerprintSHA256(signer(t, s.keys[0]).PublicKey())
		dir := t.TempDir()
		for want, change := range map[string]func(*configs.Source){
			"refuses user " + s.user + " with the key " + other.keyFile + ": add what `ssh-keygen -y -f " + other.keyFile + "` prints": func(c *configs.Source) { c.KeyFile = other.keyFile },
			"a has a passphrase: give the worker a key of its own without one": func(c *configs.Source) {
				c.KeyFile = write(t, filepath.Join(dir, "a"), string(pem.EncodeToMemory(locked)))
			},
			"b is no private key: name the private key under key_file": func(c *configs.Source) {
				c.KeyFile = write(t, filepath.Join(dir, "b"), string(ssh.MarshalAuthorizedKey(s.client.PublicKey())))
			},
			"c is no private key": func(c *configs.Source) {
				c.KeyFile = write(t, filepath.Join(dir, "c"), string(mine[:len(mine)/2]))
			},
			"key_file /nowhere/key cannot be read: no such file or directory": func(c *configs.Source) { c.KeyFile = "/nowhere/key" },
			"known_hosts /nowhere/hosts cannot be read: no such file":         func(c *configs.Source) { c.KnownHosts = "/nowhere/hosts" },
			"known_hosts is no file of host keys":                             func(c *configs.Source) { c.KnownHosts = write(t, filepath.Join(dir, "d"), "h rubbish\n") },
			"is on a host that known_hosts does not know: " + host + " shows ": func(c *configs.Source) {
				c.KnownHosts = write(t, filepath.Join(dir, "e"), "")
			},
			"then: ssh-keyscan -p " + port + " " + host + " >> " + filepath.Join(dir, "f"): func(c *configs.Source) {
				c.KnownHosts = write(t, filepath.Join(dir, "f"), "")
			},
			"is on a host with another key than known_hosts has in line 1: " + host + " shows ssh-ed25519 " + shown + ": it may be another machine": func(c *configs.Source) {
				other.addr = s.addr
				other.know(other.keys[0])
				c.KnownHosts = other.known
			},
		} {
			from := s.from("a.csv")
			change(&from)
			_, err := s.reader(from).Parts(t.Context())
			failed := asError(t, err)
			require.ErrorContains(t, failed, want)
			require.False(t, failed.Passing, want)
			for line := range strings.Lines(string(mine)) {
				require.NotContains(t, failed.Error(), strings.TrimSpace(line))
			}
		}
	})
}

// TestAServerWithSeveralKeys shows that which is known, though it has one of another kind.
func TestAServerWithSeveralKeys(t *testing.T) {
	eachSFTP(t, func(t *testing.T, s *sftpServer) {
		s.put("a.csv", "number\nAB12345\n")
		for _, key := range s.keys {
			s.know(key)
			require.Len(t, s.reader(s.from("a.csv")).parts(), 1)
		}
	})
}

func TestAServerThatIsAway(t *testing.T) {
	s := newSFTPServer(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s.addr = listener.Addr().String()
	require.NoError(t, listener.Close())
	s.know(s.keys[0])
	_, err = s.reader(s.from("*.csv")).Parts(t.Context())
	failed := asError(t, err)
	require.ErrorContains(t, failed, "cannot be reached")
	require.True(t, failed.Passing)
}

func TestSFTPFileThatIsTooLarge(t *testing.T) {
	s := newSFTPServer(t).listen()
	s.put("a.csv", "number\nAB12345\n")
	r := newReader(t, configs.Import{Source: s.from("a.csv")}, source.Options{MostBytes: 10})
	require.ErrorIs(t, r.fails(r.part(), source.Position{}), rows.ErrTooLarge)
}

// atByte is a server's end of a connection. When the server has written so many bytes, do says
// whether what it writes from then on arrives.
type atByte struct {
	net.Conn
	left int
	do   func() (arrives bool)
	mute bool
}

// Write implements net.Conn.
func (c *atByte) Write(p []byte) (int, error) {
	before := c.left
	if c.left -= len(p); before >= 0 && c.left < 0 {
		c.mute = !c.do()
	}
	if c.mute {
		return len(p), nil
	}
	return c.Conn.Write(p)
}

// manyRows is a file so large that its bytes tell the reading from all that comes before.
var manyRows = "number\n" + strings.Repeat("AB12345\n", 100_000)

// faultInTheMiddle reads a file while the server does something half-way.
func faultInTheMiddle(t *testing.T, do func(s *sftpServer, conn net.Conn) (arrives bool)) *source.Error {
	t.Helper()
	s := newSFTPServer(t)
	s.put("a.csv", manyRows)
	faulty := false
	o := s.piped(func(conn net.Conn) net.Conn {
		if !faulty {
			return conn
		}
		return &atByte{Conn: conn, left: len(manyRows) / 2, do: func() bool { return do(s, conn) }}
	})
	r := newReader(t, configs.Import{Source: s.from("a.csv")}, o)
	part := r.part()
	faulty = true
	return r.fails(part, source.Position{})
}

func TestAServerThatHangsIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		failed := faultInTheMiddle(t, func(*sftpServer, net.Conn) bool { return false })
		require.True(t, failed.Passing)
		require.ErrorContains(t, failed, "was cut off after")
		require.InDelta(t, time.Minute, time.Since(began), float64(10*time.Second))
	})
}

func TestAServerThatCutsOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		failed := faultInTheMiddle(t, func(_ *sftpServer, conn net.Conn) bool { return conn.Close() != nil })
		require.True(t, failed.Passing)
		require.ErrorContains(t, failed, "was cut off after")
	})
}

func TestAFileThatChangesWhileItIsFetched(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		failed := faultInTheMiddle(t, func(s *sftpServer, _ net.Conn) bool {
			s.put("a.csv", manyRows+"AB123456\n")
			return true
		})
		require.False(t, failed.Passing)
		require.ErrorIs(t, failed, source.ErrChanged)
	})
}

// TestFilesOnAServerAreWatched does not go by the server's clock, which may be another.
//
//trackreg:sleeps on the virtual clock
func TestFilesOnAServerAreWatched(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSFTPServer(t)
		o := s.piped(func(conn net.Conn) net.Conn { return conn })
		r := newReader(t, configs.Import{Source: s.from("*.csv"), SettledAfter: settledAfter}, o)
		behind := time.Now().Add(-time.Hour) // a minute ago by a clock that is behind
		writeAt(t, filepath.Join(s.dir, "old.csv"), "number\nAB12345", time.Now().Add(-25*time.Hour))
		name := filepath.Join(s.dir, "growing.csv")
		writeAt(t, name, "number\nAB12345\nAB1", behind)
		names, left := r.listing()
		require.Equal(t, []string{"old.csv"}, names)
		require.Equal(t, []string{"growing.csv is still being written"}, left)
		time.Sleep(settledAfter)
		_, left = r.listing()
		require.Equal(t, []string{"growing.csv does not end with a whole line, and may still be written"}, left)
		writeAt(t, name, "number\nAB12345\nAB12346\n", behind)
		_, left = r.listing()
		require.Equal(t, []string{"growing.csv is still being written"}, left)
		time.Sleep(settledAfter)
		names, _ = r.listing()
		require.Equal(t, []string{"growing.csv", "old.csv"}, names)
	})
}
