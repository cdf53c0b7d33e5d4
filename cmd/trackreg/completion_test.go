package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestShellsOfferWhatTheSettingsKnow asks as a shell does when somebody presses the tabulator key.
func TestShellsOfferWhatTheSettingsKnow(t *testing.T) {
	l := newLab(t)
	l.file("trackreg.yaml", "accounts:\n  main: {}\n  shop: {}\nimports:\n"+
		"  - {name: nightly, account: shop, source: {path: /data/a.csv}}\n  - {name: returns, account: main, source: {path: /data/b.csv}}\n")
	l.file("broken.yaml", "accounts: [\n")
	for line, want := range map[string]string{
		"account pause ":                      "main shop :4",
		"account pause main ":                 ":4",
		"status --account ":                   "main shop :4",
		"import run ":                         "nightly returns :4",
		"import status --account shop ":       "nightly :4",
		"import failures nightly ":            ":4",
		"failures list --class ":              "terminal retryable :4",
		"enqueue --queue ":                    "live bulk :4",
		"status -o ":                          "table json :4",
		"audit ":                              ":4", // no file
		"enqueue ":                            ":0", // a file
		"status --config ":                    ":0",
		"account pause --config broken.yaml ": ":4",
	} {
		args := strings.Split("__complete "+line, " ")
		require.Equal(t, want, strings.Join(strings.Fields(l.run(args...).out), " "), line)
	}
	offered := l.run("__complete", "failures", "retry", "--remedy", "").out
	require.Contains(t, offered, "add_postal_code\n")
	require.Contains(t, offered, "try_later\n")
	require.Contains(t, l.run("__complete", "import", "").out, "status\t")
}
