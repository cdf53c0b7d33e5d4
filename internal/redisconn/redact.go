package redisconn

import "strings"

// Redact returns a URL of Redis that may be shown: its password is ***. It takes any string, a
// malformed URL too, and then rather hides too much: what stands alone before the @ is hidden
// like a password, for it may be one in the wrong place.
func Redact(url string) string {
	scheme, rest, found := strings.Cut(url, "://")
	if !found {
		scheme, rest = "", url
	} else {
		scheme += "://"
	}
	at := strings.LastIndexByte(rest, '@')
	if at < 0 {
		return url
	}
	user, _, hasPassword := strings.Cut(rest[:at], ":")
	if !hasPassword {
		return scheme + "***" + rest[at:]
	}
	return scheme + user + ":***" + rest[at:]
}

// HasPassword says whether a URL of Redis holds a password behind its user's name.
func HasPassword(url string) bool {
	_, rest, _ := strings.Cut(url, "://")
	at := strings.LastIndexByte(rest, '@')
	if at < 0 {
		return false
	}
	_, password, _ := strings.Cut(rest[:at], ":")
	return password != ""
}
