// Package caller is who makes a request and what he may: the guard finds it out, and the handlers
// behind it ask for it where they learn which account is meant. An account is read in one place
// alone, the handler's own, so that nobody can name one to the guard and another to the handler.
package caller

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/web/problem"
)

// Caller is who makes a request. The zero Caller may nothing.
type Caller struct {
	Token    string // the name of the token that was shown; "" where none is asked for
	User     string // whom a trusted proxy has signed in; "" if none
	Rights   []configs.Right
	Accounts []string // that the token is for; none: all

	// Still says whether the token is one yet, for an answer that goes on for long; nil: it is.
	Still func() bool
}

type key struct{}

// With returns a context that knows who makes the request.
func With(ctx context.Context, c Caller) context.Context { return context.WithValue(ctx, key{}, c) }

// Of returns who makes the request of that context.
func Of(ctx context.Context) Caller {
	c, _ := ctx.Value(key{}).(Caller)
	return c
}

// May says whether he has the right.
func (c Caller) May(right configs.Right) bool {
	return slices.Contains(c.Rights, right) || slices.Contains(c.Rights, configs.MayAdmin)
}

// SeesAll says whether no account is kept from him, nor what belongs to none.
func (c Caller) SeesAll() bool { return len(c.Rights) > 0 && len(c.Accounts) == 0 }

// Sees says whether the account is one of his.
func (c Caller) Sees(account string) bool { return c.SeesAll() || slices.Contains(c.Accounts, account) }

// Gone says whether he is to be told no more: his token has changed meanwhile.
func (c Caller) Gone() bool { return c.Still != nil && !c.Still() }

// Who is the name under which the audit keeps what he does.
func (c Caller) Who() string {
	if c.User != "" {
		return c.User
	}
	return c.Token
}

// Lacks is the problem of who lacks the right.
func (c Caller) Lacks(right configs.Right) problem.Problem {
	return problem.Problem{
		Error: fmt.Sprintf("the token %s may %s, and this needs %s", c.Token, list(c.Rights), right),
		Mend:  "show a token that may, or give this one the right where the worker's settings name it, under http.tokens",
	}
}

// Strange is the problem of who asks for an account that is not his. It does not tell whether
// there is such an account.
func (c Caller) Strange(account string) problem.Problem {
	return problem.Problem{
		Error: fmt.Sprintf("the token %s is for %s, and this is about %s", c.Token, list(c.Accounts), account),
		Mend:  "name an account that the token is for, or show a token that is for this one",
	}
}

// Narrow is the problem of who asks for what shows all accounts with a token for some.
func (c Caller) Narrow() problem.Problem { return c.Strange("all accounts") }

func list[T ~string](all []T) string {
	texts := make([]string, len(all))
	for i, one := range all {
		texts[i] = string(one)
	}
	return strings.Join(texts, ", ")
}
