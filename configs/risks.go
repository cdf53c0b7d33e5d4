package configs

import (
	"fmt"
	"maps"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// leastSecret is the fewest bytes of a secret of one's own choosing that nobody guesses.
const leastSecret = 24

// Risks tells of what is allowed and yet puts something at risk: secrets that can be guessed, files
// of secrets that everybody on this machine can read or change, and secrets and numbers that go
// over the network unencrypted. It looks at the files that the settings name as they are now; one
// that cannot be looked at is passed over.
func (s Settings) Risks() []Warning {
	r := &risks{}
	r.redis(s.Redis)
	for _, name := range slices.Sorted(maps.Keys(s.Accounts)) {
		r.account("accounts."+name, s.Accounts[name])
	}
	r.http(s.HTTP)
	for i, one := range s.Imports {
		r.source("imports."+strconv.Itoa(i)+".source", one.Source)
	}
	r.settingsFile(s)
	return r.found
}

// risks collects what is at risk.
type risks struct{ found []Warning }

func (r *risks) warn(key, problem, mend string) {
	r.found = append(r.found, Warning{Key: key, Problem: problem, Mend: mend})
}

func (r *risks) redis(redis Redis) {
	r.file("redis.password_file", redis.PasswordFile)
	scheme, rest, _ := strings.Cut(redis.URL, "://")
	scheme = strings.ToLower(scheme)
	if strings.HasPrefix(scheme, "rediss") || scheme == "unix" {
		return
	}
	authority, _, _ := strings.Cut(rest[strings.LastIndexByte(rest, '@')+1:], "/")
	authority, _, _ = strings.Cut(authority, "?")
	for address := range strings.SplitSeq(authority, ",") {
		if host := hostOf(address); host != "" && !isLoopback(host) {
			r.warn("redis.url", "speaks to "+host+" without TLS: the password and every number can be read on the way",
				"ask for TLS by rediss in the place of redis, unless nobody else is on that network")
			return
		}
	}
}

// hostOf leaves the port off an address of Redis.
func hostOf(address string) string {
	if host, _, err := net.SplitHostPort(address); err == nil {
		return host
	}
	return strings.Trim(address, "[]")
}

func (r *risks) account(path string, a Account) {
	r.file(path+".key_file", a.KeyFile)
	if a.Webhook.URL == "" {
		return
	}
	keys, _ := a.Webhook.Keys() // Load has checked them
	for _, key := range keys {
		if len(key) < leastSecret {
			r.short(path+".webhook.secret", "whsec_ and the output of openssl rand -base64 32")
			break
		}
	}
	if host, plain := unencrypted(a.Webhook.URL); plain {
		r.warn(path+".webhook.url", "posts outcomes unencrypted to "+host, "write https://")
	}
}

func (r *risks) http(h HTTP) {
	r.token("http", h.TokenFile, h.TokenSource)
	for i, token := range h.Tokens {
		r.token("http.tokens."+strconv.Itoa(i), token.TokenFile, token.Source)
	}
}

// token looks at the token of that path, and at the file that it is in, if any.
func (r *risks) token(path, file string, of func() (*SecretSource, error)) {
	r.file(path+".token_file", file)
	key := path + ".token"
	if file != "" {
		key = path + ".token_file"
	}
	source, err := of()
	if err != nil {
		return // nobody gets in by it, and the worker tells
	}
	if length := len(source.Get()); length > 0 && length < leastSecret {
		r.short(key, "the output of openssl rand -hex 24")
	}
}

func (r *risks) short(key, choose string) {
	r.warn(key, fmt.Sprintf("has fewer than %d bytes, so that it can be guessed", leastSecret), "choose "+choose)
}

func (r *risks) source(path string, s Source) {
	r.file(path+".key_file", s.KeyFile)
	host, plain := unencrypted(s.URL)
	if !plain {
		return
	}
	const mend = "write https://"
	for _, name := range slices.Sorted(maps.Keys(s.Headers)) {
		if opensDoors(name) {
			r.warn(path+".url", "sends "+name+" unencrypted to "+host, mend)
			return
		}
	}
	if address, err := url.Parse(s.URL); err == nil && address.User != nil {
		r.warn(path+".url", "sends a password unencrypted to "+host, mend)
	}
}

// opensDoors tells whether a header by its name holds a secret.
func opensDoors(header string) bool {
	header = strings.ToLower(header)
	return slices.ContainsFunc([]string{"auth", "cookie", "key", "token", "secret"}, func(word string) bool {
		return strings.Contains(header, word)
	})
}

// unencrypted tells whether the address is another machine's and asks for no TLS; host is that of
// the address with its port.
func unencrypted(raw string) (host string, plain bool) {
	address, err := url.Parse(raw)
	if err != nil || address.Scheme != "http" || isLoopback(address.Hostname()) {
		return "", false
	}
	return address.Host, true
}
