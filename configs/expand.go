package configs

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// lookup finds an environment variable.
type lookup func(name string) (value string, set bool)

var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// expand puts environment variables in the place of ${NAME} and ${NAME:-default}; the default
// holds where the variable is unset or empty. $NAME without braces stays as it is. The values are
// not expanded again.
func expand(text string, env lookup) (string, error) {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, "${")
		out.WriteString(before)
		if !found {
			return out.String(), nil
		}
		reference, after, closed := strings.Cut(rest, "}")
		if !closed {
			return "", errors.New("has a ${ without its }: close it")
		}
		value, err := resolve(reference, env)
		if err != nil {
			return "", err
		}
		out.WriteString(value)
		text = after
	}
}

// resolve returns what the inside of ${...} stands for.
func resolve(reference string, env lookup) (string, error) {
	name, fallback, hasFallback := strings.Cut(reference, ":-")
	if !variableName.MatchString(name) {
		return "", fmt.Errorf("has the malformed reference ${%s}: write ${NAME} or ${NAME:-default}", reference)
	}
	value, set := env(name)
	switch {
	case hasFallback && value == "":
		return fallback, nil
	case !set:
		return "", fmt.Errorf("needs the environment variable %s, which is not set: set it, or write ${%s:-default}", name, name)
	default:
		return value, nil
	}
}
