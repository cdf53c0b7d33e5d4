package configs

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// checker collects what is wrong with values that are well-formed.
type checker struct {
	path    string
	origins map[string]place
	found   *Errors
}

// at returns a checker for a part of what c checks.
func (c *checker) at(key string) *checker {
	return &checker{path: join(c.path, key), origins: c.origins, found: c.found}
}

func (c *checker) problem(key, problem, mend string) {
	path := join(c.path, key)
	from := originOf(c.origins, path)
	*c.found = append(*c.found, &Error{
		File: from.file, Line: from.line, Variable: from.variable, Flag: from.flag, Key: path, Problem: problem, Mend: mend,
	})
}

func (c *checker) require(holds bool, key, problem, mend string) {
	if !holds {
		c.problem(key, problem, mend)
	}
}

func (c *checker) oneOf(value, key string, allowed ...string) {
	if !slices.Contains(allowed, value) {
		c.problem(key, fmt.Sprintf("does not know %q", value), "choose one of "+strings.Join(allowed, ", "))
	}
}

// originOf returns where the setting, or the nearest thing around it, was written.
func originOf(origins map[string]place, path string) place {
	for {
		if from, known := origins[path]; known {
			return from
		}
		cut := strings.LastIndexByte(path, '.')
		if cut < 0 {
			return place{}
		}
		path = path[:cut]
	}
}

// validate checks all settings.
func (s Settings) validate(origins map[string]place) Errors {
	var found Errors
	c := &checker{origins: origins, found: &found}
	s.Redis.check(c.at("redis"))
	for _, name := range slices.Sorted(maps.Keys(s.Accounts)) {
		c.require(accountName.MatchString(name), "accounts."+name, "is no name of an account", "use a to z, 0 to 9 and _ alone")
		s.Accounts[name].check(c.at("accounts." + name))
	}
	s.checkShared(c)
	s.Worker.check(c.at("worker"))
	s.HTTP.check(c.at("http"), s.Accounts)
	s.checkImports(c)
	s.Log.check(c.at("log"))
	return found
}

// checkShared finds accounts with one key at one place: each would take it for its own and
// together they would break the rate.
func (s Settings) checkShared(c *checker) {
	type user struct{ key, base string }
	first := map[user]string{}
	for _, name := range slices.Sorted(maps.Keys(s.Accounts)) {
		account := s.Accounts[name]
		source, err := account.KeySource()
		if err != nil || source.Get() == "" {
			continue // RequireKeys tells of it where it matters
		}
		this := user{source.Get(), strings.ToLower(strings.TrimRight(account.BaseURL, "/"))}
		if other, taken := first[this]; taken {
			c.problem("accounts."+name, "has the key and base_url of the account "+other+": together they would break the rate",
				"give it a key of its own, or use one account")
			continue
		}
		first[this] = name
	}
}

func (s Settings) checkImports(c *checker) {
	seen := map[string]bool{}
	for i, one := range s.Imports {
		part := c.at("imports." + strconv.Itoa(i))
		one.check(part, s.Accounts)
		part.require(!seen[one.Name], "name", fmt.Sprintf("is %q for the second time", one.Name), "give each import a name of its own")
		seen[one.Name] = true
	}
}

// hasScheme tells whether the URL begins with one of the schemes. It does not parse it, for an
// error of net/url would repeat the password.
func hasScheme(raw string, schemes []string) bool {
	scheme, _, found := strings.Cut(raw, "://")
	return found && slices.Contains(schemes, strings.ToLower(scheme))
}

func isHTTP(raw string) bool {
	parsed, err := url.Parse(raw)
	return err == nil && (parsed.Scheme == "http" || parsed.Scheme == "https") && parsed.Host != ""
}

func join(path, key string) string {
	if path == "" || key == "" {
		return path + key
	}
	return path + "." + key
}
