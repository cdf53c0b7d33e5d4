package configs

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestExpand(t *testing.T) {
	env := environment{"A": "one", "EMPTY": "", "NESTED": "${A}"}
	for text, want := range map[string]string{
		"":                 "",
		"plain":            "plain",
		"$A stays":         "$A stays",
		"$$A $ {A} $":      "$$A $ {A} $",
		"${A}":             "one",
		"x${A}y${A}z":      "xoneyonez",
		"${B:-two}":        "two",
		"${B:-}":           "",
		"${A:-two}":        "one",
		"${EMPTY}":         "",
		"${EMPTY:-two}":    "two",
		"${NESTED}":        "${A}",
		"${B:-a:-b}":       "a:-b",
		"redis://:${A}@h/": "redis://:one@h/",
	} {
		got, err := expand(text, env.lookup)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
}

func TestExpandRefuses(t *testing.T) {
	for text, says := range map[string]string{
		"${B}":      "needs the environment variable B, which is not set",
		"a${A":      "has a ${ without its }",
		"${}":       "malformed reference ${}",
		"${A-b}":    "malformed reference ${A-b}",
		"${1A}":     "malformed reference",
		"${A B:-x}": "malformed reference",
	} {
		_, err := expand(text, environment{"A": "one"}.lookup)
		require.ErrorContains(t, err, says, text)
	}
}
