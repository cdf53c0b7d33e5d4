package configs

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/trackreg/trackreg/internal/nearest"
)

// Right is what a token may.
type Right string

// The rights of tokens.
const (
	MayIntake Right = "intake" // queue numbers and files
	MayRead   Right = "read"   // see the status page and what it shows
	MayAct    Right = "act"    // pause, resume, retry and cancel, run an import, ask for the quota
	MayAdmin  Right = "admin"  // all of these, and what asynqmon changes
)

// Rights are all that there are.
func Rights() []Right { return []Right{MayIntake, MayRead, MayAct, MayAdmin} }

// MainToken is who shows http.token: no token of http.tokens may be called so.
const MainToken = "token"

// Token is one of several that clients may show, with what it may.
type Token struct {
	// Name says in the audit who it was.
	Name string `yaml:"name"`
	// Token is the secret; TokenFile names a file that holds it, read again when it changes.
	// Exactly one is given.
	Token     Secret `yaml:"token,omitempty"`
	TokenFile string `yaml:"token_file,omitempty"`
	// Accounts are those that it is for; none: all.
	Accounts []string `yaml:"accounts,omitempty"`
	May      []Right  `yaml:"may"`
}

// Source returns the source of the token. The error says that TokenFile cannot be read or holds
// no token.
func (t Token) Source() (*SecretSource, error) {
	source, err := newSecretSource(t.Token, t.TokenFile)
	if err != nil {
		return nil, fmt.Errorf("read the token %s of http.tokens: %w", t.Name, err)
	}
	return source, nil
}

var tokenName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$`)

func (t Token) check(c *checker, accounts map[string]Account) {
	c.require(tokenName.MatchString(t.Name), "name", "is no name of a token", "use letters, digits and . _ - alone, 63 at most")
	c.require(t.Name != MainToken, "name", "is the name of http.token itself", "choose another")
	c.require(t.Token == "" || t.TokenFile == "", "token_file", "stands beside a token", "keep one of token and token_file")
	c.require(t.Token != "" || t.TokenFile != "", "token", "is missing", "give token or token_file")
	c.require(isHeaderValue(t.Token.Reveal()), "token", "holds a blank or control character", "choose one of letters and digits")
	c.require(len(t.May) > 0, "may", "is missing", "write what the token may, of "+strings.Join(rightNames(), ", "))
	for i, right := range t.May {
		if !slices.Contains(Rights(), right) {
			c.problem("may."+strconv.Itoa(i), fmt.Sprintf("does not know %q", string(right)), rightMeant(right))
		}
	}
	for i, name := range t.Accounts {
		if _, known := accounts[name]; !known {
			c.problem("accounts."+strconv.Itoa(i), fmt.Sprintf("names no account of the settings: %q", name),
				"use one of "+strings.Join(slices.Sorted(maps.Keys(accounts)), ", "))
		}
	}
}

func rightNames() []string {
	var names []string
	for _, right := range Rights() {
		names = append(names, string(right))
	}
	return names
}

// rightMeant suggests what an unknown right was meant to be.
func rightMeant(right Right) string {
	if name := nearest.Name(string(right), rightNames()); name != "" {
		return fmt.Sprintf("did you mean %q?", name)
	}
	return "choose of " + strings.Join(rightNames(), ", ")
}

// checkTokens finds what is wrong with each token, and two that nobody could tell apart.
func (h HTTP) checkTokens(c *checker, accounts map[string]Account) {
	named, owner := map[string]bool{}, map[string]string{}
	if source, err := h.TokenSource(); err == nil && source.Get() != "" {
		owner[source.Get()] = "http.token"
	}
	delete(owner, hidden) // what config show has printed can be read again
	for i, token := range h.Tokens {
		part := c.at("tokens." + strconv.Itoa(i))
		token.check(part, accounts)
		part.require(!named[token.Name], "name", fmt.Sprintf("is %q for the second time", token.Name), "give each token a name of its own")
		named[token.Name] = true
		source, err := token.Source()
		if err != nil || source.Get() == "" || source.Get() == hidden {
			continue // a worker says at its start that a file gives no token
		}
		if other, taken := owner[source.Get()]; taken {
			part.problem("", "is the same token as that of "+other+": nobody could tell who asks", "give each a token of its own")
			continue
		}
		owner[source.Get()] = token.Name
	}
}
