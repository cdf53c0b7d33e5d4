package source

import (
	"context"
	"fmt"
	"strings"
)

// place is what errors name, and what they must not show.
type place struct {
	source, part string
	secrets      []string
}

// of returns the place of one part of the source.
func (p place) of(part string) place {
	p.part = part
	return p
}

// lasting returns an error that stays until somebody mends it.
func (p place) lasting(err error, problem, mend string) *Error {
	return &Error{Source: p.source, Part: p.part, Problem: p.hide(problem), Mend: mend, Err: err}
}

// passing returns an error that may be gone later.
func (p place) passing(err error, problem, mend string) *Error {
	e := p.lasting(err, problem, mend)
	e.Passing = true
	return e
}

// ended returns the context's error when that has ended: what failed then is no fault of the
// source.
func (p place) ended(ctx context.Context) error {
	if ctx.Err() == nil {
		return nil
	}
	return fmt.Errorf("read %s: %w", p.source, context.Cause(ctx))
}

// shortSecret is below which length a secret is not looked for: it would be found anywhere.
const shortSecret = 4

// hide takes the secrets out of a text that others worded.
func (p place) hide(text string) string {
	for _, secret := range p.secrets {
		if len(secret) >= shortSecret {
			text = strings.ReplaceAll(text, secret, "***")
		}
	}
	return text
}
