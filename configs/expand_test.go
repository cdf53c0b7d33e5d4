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

func TestNearest(t *testing.T) {
	names := []string{"max_attempts", "call_timeout", "high_water"}
	require.Equal(t, "max_attempts", nearest("max_atempts", names))
	require.Equal(t, "max_attempts", nearest("maxAttempts", names))
	require.Equal(t, "high_water", nearest("hihg_water", names))
	require.Empty(t, nearest("color", names))
	require.Empty(t, nearest("", names))
	require.Equal(t, 1, distance("ab", "ba"), "two letters swapped are one mistake")
	require.Equal(t, 3, distance("kitten", "sitting"))
}
