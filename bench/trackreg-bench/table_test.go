package main

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTableTellsGoalsMetMissedAndNotMeasured(t *testing.T) {
	var out strings.Builder
	printTable(&out, []result{
		{"ceiling", []figure{atLeast("share", percent, 0.98, 0.99), atMost("429", count, 0, 0), noted("rate", perSecond, 118)}, nil},
		{"latency", nil, errors.New("no worker")},
	})
	lines := strings.Split(out.String(), "\n")[2:]
	require.Equal(t, []string{"ceiling", "share", "98.00", "%", ">=", "99.00", "%", "MISSED"}, strings.Fields(lines[1]))
	require.Equal(t, []string{"ceiling", "429", "0", "<=", "0", "ok"}, strings.Fields(lines[2]))
	require.Equal(t, []string{"ceiling", "rate", "118.0/s", "-", "-"}, strings.Fields(lines[3]))
	require.Contains(t, lines[4], "not measured")
	require.Contains(t, out.String(), "1 of 2 goals met")
}

func TestChooseByExpression(t *testing.T) {
	chosen, err := choose(scenarios(), "^ceiling-[0-9]$")
	require.NoError(t, err)
	require.Len(t, chosen, 3)

	_, err = choose(scenarios(), "nothing")
	require.ErrorContains(t, err, "-list")
	_, err = choose(scenarios(), "(")
	require.ErrorContains(t, err, "-run")
}
