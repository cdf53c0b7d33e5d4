package configs

import (
	"net"
	"strconv"
	"strings"
)

const (
	sftpScheme = "sftp://"
	sftpPort   = "22"
	// sftpHome begins a path below the user's home on the server.
	sftpHome = "/~/"
)

// SFTP says where files are on an SFTP server.
type SFTP struct {
	User, Host, Port string
	// Path is the files' path on the server, with *, ? and [a-z]. One that does not begin with / is
	// below the user's home.
	Path string
}

// Root is how the address begins, before the path.
func (a SFTP) Root() string {
	host := a.Host
	if a.Port != sftpPort {
		host = net.JoinHostPort(a.Host, a.Port)
	} else if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	return sftpScheme + a.User + "@" + host
}

// IsSFTP says whether Path names files on an SFTP server.
func (s Source) IsSFTP() bool { return hasScheme(s.Path, []string{"sftp"}) }

// SFTP reads the address that Path is. An *Error says what is wrong with it, and shows no password.
func (s Source) SFTP() (SFTP, error) {
	_, rest, _ := strings.Cut(s.Path, "://")
	// The path is as it stands: ? and # are signs of patterns and names.
	authority, path, _ := strings.Cut(rest, "/")
	at := strings.LastIndexByte(authority, '@')
	user, _, hasPassword := strings.Cut(authority[:max(at, 0)], ":")
	host, port, ok := splitHost(authority[at+1:])
	switch {
	case hasPassword:
		return SFTP{}, &Error{Key: "path", Problem: "holds a password", Mend: "drop it: key_file opens an SFTP server"}
	case user == "":
		return SFTP{}, &Error{Key: "path", Problem: "names no user", Mend: "write it as sftp://USER@HOST/PATH"}
	case !ok:
		return SFTP{}, &Error{Key: "path", Problem: "names no host of an SFTP server", Mend: "write it as sftp://USER@HOST/PATH or sftp://USER@HOST:PORT/PATH"}
	case path == "":
		return SFTP{}, &Error{Key: "path", Problem: "names no files of the SFTP server", Mend: "write it as sftp://USER@HOST/orders/*.csv, or sftp://USER@HOST/~/orders/*.csv below the user's home"}
	}
	path = "/" + path
	if below, found := strings.CutPrefix(path, sftpHome); found {
		path = below
	}
	return SFTP{User: user, Host: host, Port: port, Path: path}, nil
}

// splitHost reads HOST, HOST:PORT and the same with an address of IPv6 in brackets.
func splitHost(authority string) (host, port string, ok bool) {
	host, port, err := net.SplitHostPort(authority)
	if err != nil {
		host, port = strings.TrimSuffix(strings.TrimPrefix(authority, "["), "]"), sftpPort
	}
	number, err := strconv.ParseUint(port, 10, 16)
	return host, port, err == nil && number > 0 && host != "" && !strings.ContainsAny(host, "[]/@ ")
}

func (s Source) checkSFTP(c *checker) {
	address, err := s.SFTP()
	if wrong, is := err.(*Error); is {
		c.problem(wrong.Key, wrong.Problem, wrong.Mend)
		return
	}
	checkPattern(c, "path", address.Path)
	c.require(s.KeyFile != "", "key_file", "is missing", "name the private key that opens the SFTP server")
	c.require(s.KnownHosts != "", "known_hosts", "is missing: without it nobody knows whether the server is the right one",
		"name a file with the server's key, as from ssh-keyscan -p "+address.Port+" "+address.Host)
}

// redactSFTP hides a password, which is not to be there.
func redactSFTP(path string) string {
	scheme, rest, _ := strings.Cut(path, "://")
	authority, behind, hasPath := strings.Cut(rest, "/")
	at := strings.LastIndexByte(authority, '@')
	if at < 0 { // perhaps a password with a / in it
		return redactURL(path)
	}
	if user, _, hasPassword := strings.Cut(authority[:at], ":"); hasPassword {
		authority = user + ":" + hidden + authority[at:]
	}
	if hasPath {
		behind = "/" + behind
	}
	return scheme + "://" + authority + behind
}
