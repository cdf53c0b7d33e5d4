package redisconn

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// kind is how the servers of an address work together.
type kind int

const (
	single kind = iota
	socket
	sentinel
	cluster
)

const (
	redisPort    = "6379"
	sentinelPort = "26379"
)

// address is a parsed URL of Redis.
type address struct {
	kind     kind
	tls      bool
	hosts    []string // host:port, or the path of the socket
	username string
	password string
	db       int
	master   string // of Sentinel
}

// schemes are the URL schemes and what they stand for.
var schemes = map[string]address{
	"redis":           {kind: single},
	"rediss":          {kind: single, tls: true},
	"unix":            {kind: socket},
	"redis-sentinel":  {kind: sentinel},
	"rediss-sentinel": {kind: sentinel, tls: true},
	"redis-cluster":   {kind: cluster},
	"rediss-cluster":  {kind: cluster, tls: true},
}

// parseAddress reads a URL of Redis. net/url cannot: it takes one host only, and its errors
// repeat the URL with the password. No error here holds any part of the user's name or password.
func parseAddress(raw string) (address, error) {
	scheme, rest, found := strings.Cut(strings.TrimSpace(raw), "://")
	addr, known := schemes[strings.ToLower(scheme)]
	if !found || !known {
		return address{}, errors.New("the URL must begin with redis://, rediss://, unix://, redis[s]-sentinel:// or redis[s]-cluster://")
	}
	rest, query, _ := strings.Cut(rest, "?")
	authority, path := splitAuthority(rest)
	if strings.Contains(path, "@") && addr.kind != socket || strings.Contains(query, "@") {
		return address{}, errors.New(`in the user's name or password, write / ? # @ : as %2F %3F %23 %40 %3A`)
	}
	hosts, err := addr.takeCredentials(authority)
	if err != nil {
		return address{}, err
	}
	if err := addr.takeQuery(query); err != nil {
		return address{}, err
	}
	if addr.kind == socket {
		return addr.onSocket(hosts, path)
	}
	return addr.onHosts(hosts, path)
}

// splitAuthority cuts USER:PW@HOSTS from the path, which begins with a slash or is empty.
func splitAuthority(rest string) (authority, path string) {
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		return rest[:i], rest[i:]
	}
	return rest, ""
}

// takeCredentials reads USER:PW@ and returns what follows.
func (a *address) takeCredentials(authority string) (hosts string, err error) {
	at := strings.LastIndexByte(authority, '@')
	if at < 0 {
		return authority, nil
	}
	user, password, _ := strings.Cut(authority[:at], ":")
	// The errors of net/url repeat the text, so they are not wrapped.
	if a.username, err = url.PathUnescape(user); err != nil {
		return "", errors.New("the user's name in the URL has a % that is not followed by two hex digits: write % as %25")
	}
	if a.password, err = url.PathUnescape(password); err != nil {
		return "", errors.New("the password in the URL has a % that is not followed by two hex digits: write % as %25")
	}
	return authority[at+1:], nil
}

// takeQuery reads db and master; nothing else is taken.
func (a *address) takeQuery(query string) error {
	values, err := url.ParseQuery(query)
	if err != nil {
		return errors.New("what follows the ? in the URL is malformed")
	}
	for name := range values {
		switch {
		case name == "db" && a.kind == socket:
			if err := a.takeDB(values.Get(name)); err != nil {
				return err
			}
		case name == "master" && a.kind == sentinel:
			a.master = values.Get(name)
		default:
			return fmt.Errorf("the URL does not take ?%s=: redis[s]-sentinel:// takes ?master=, unix:// takes ?db=", name)
		}
	}
	return nil
}

func (a *address) takeDB(text string) error {
	db, err := strconv.Atoi(text)
	if err != nil || db < 0 {
		return fmt.Errorf("%q is no database number", text)
	}
	a.db = db
	return nil
}

func (a address) onSocket(hosts, path string) (address, error) {
	if hosts != "" || path == "" {
		return address{}, errors.New("a unix:// URL needs the socket's absolute path, as in unix:///run/redis/redis.sock?db=0")
	}
	a.hosts = []string{path}
	return a, nil
}

func (a address) onHosts(hosts, path string) (address, error) {
	port := redisPort
	if a.kind == sentinel {
		port = sentinelPort
	}
	for host := range strings.SplitSeq(hosts, ",") {
		full, err := withPort(host, port)
		if err != nil {
			return address{}, err
		}
		a.hosts = append(a.hosts, full)
	}
	if db := strings.Trim(path, "/"); db != "" {
		if err := a.takeDB(db); err != nil {
			return address{}, err
		}
	}
	return a, a.agree()
}

// agree tells of parts of the URL that do not go together.
func (a address) agree() error {
	switch {
	case a.kind == single && len(a.hosts) > 1:
		return errors.New("redis:// takes one host; for several use redis-sentinel:// or redis-cluster://")
	case a.kind == sentinel && a.master == "":
		return errors.New("a Sentinel URL needs the master's name, as in redis-sentinel://h1,h2/0?master=mymaster")
	case a.kind == cluster && a.db != 0:
		return fmt.Errorf("a Cluster has database 0 alone, the URL names %d", a.db)
	}
	return nil
}

// withPort adds the port where host has none. An IPv6 address stands in brackets.
func withPort(host, port string) (string, error) {
	host = strings.TrimSpace(host)
	if host == "" {
		return "", errors.New("the URL names no host")
	}
	name, given, err := net.SplitHostPort(host)
	if err != nil {
		return net.JoinHostPort(strings.Trim(host, "[]"), port), nil
	}
	if n, err := strconv.ParseUint(given, 10, 16); err != nil || n == 0 {
		return "", fmt.Errorf("%q is no port", given)
	}
	if name == "" {
		name = "localhost"
	}
	return net.JoinHostPort(name, given), nil
}
