package configs

import (
	"maps"
	"net/url"
	"slices"
	"strings"
)

// Redacted returns a copy that may be shown: every secret is *** and so is what URLs hold of
// users and passwords. It marshals to YAML and JSON in the shape of the settings file.
func (s Settings) Redacted() Settings {
	s.Redis.URL = redactURL(s.Redis.URL)
	s.Redis.SentinelPassword = redact(s.Redis.SentinelPassword)
	s.HTTP.Token = redact(s.HTTP.Token)
	s.HTTP.Tokens = slices.Clone(s.HTTP.Tokens)
	for i := range s.HTTP.Tokens {
		s.HTTP.Tokens[i].Token = redact(s.HTTP.Tokens[i].Token)
	}
	s.Accounts = maps.Clone(s.Accounts)
	for name, account := range s.Accounts {
		account.Key = redact(account.Key)
		account.BaseURL = redactURL(account.BaseURL)
		account.Webhook.Secret = redact(account.Webhook.Secret)
		account.Webhook.URL = redactURL(account.Webhook.URL)
		s.Accounts[name] = account
	}
	s.Imports = slices.Clone(s.Imports)
	for i := range s.Imports {
		s.Imports[i].Source = s.Imports[i].Source.Redacted()
	}
	return s
}

// Redacted returns a copy that may be shown, as Settings.Redacted does.
func (s Source) Redacted() Source {
	s.SQL.DSN = redact(s.SQL.DSN)
	if s.IsSFTP() {
		s.Path = redactSFTP(s.Path)
	}
	s.URL = redactURL(s.URL)
	s.Bucket = redactURL(s.Bucket)
	s.Endpoint = redactURL(s.Endpoint)
	s.AccessKey, s.SecretKey = redact(s.AccessKey), redact(s.SecretKey)
	s.Headers = maps.Clone(s.Headers)
	for name, value := range s.Headers {
		s.Headers[name] = redact(value)
	}
	return s
}

func redact(s Secret) Secret { return Secret(s.String()) }

// redactURL hides the password of a URL, what stands alone before the @, and the values of its
// query, in which links with a signature hold it. It takes malformed ones too.
func redactURL(raw string) string {
	scheme, rest, found := strings.Cut(raw, "://")
	if !found {
		scheme, rest = "", raw
	} else {
		scheme += "://"
	}
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		user, _, hasPassword := strings.Cut(rest[:at], ":")
		if hasPassword {
			rest = user + ":" + hidden + rest[at:]
		} else {
			rest = hidden + rest[at:]
		}
	}
	base, query, found := strings.Cut(rest, "?")
	if !found {
		return scheme + rest
	}
	return scheme + base + "?" + redactQuery(query)
}

// shownInQuery are the parameters that name things and are no secrets.
var shownInQuery = []string{"master", "db", "region", "prefix"}

func redactQuery(query string) string {
	parts := strings.Split(query, "&")
	for i, part := range parts {
		name, _, found := strings.Cut(part, "=")
		if plain, err := url.QueryUnescape(name); found && (err != nil || !slices.Contains(shownInQuery, plain)) {
			parts[i] = name + "=" + hidden
		}
	}
	return strings.Join(parts, "&")
}
