package metrics_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	dto "github.com/prometheus/client_model/go"
	"github.com/stretchr/testify/require"
)

// documented is a row of a table of metrics.
var documented = regexp.MustCompile("(?m)^\\| `(trackreg_\\w+)` \\| (\\w+) \\|([^|]*)\\| ([^|]+) \\|$")

func TestEveryMetricIsDocumented(t *testing.T) {
	text, err := os.ReadFile("../../../docs/metrics.md")
	require.NoError(t, err)
	rows := map[string][]string{}
	for _, row := range documented.FindAllStringSubmatch(string(text), -1) {
		require.NotContains(t, rows, row[1], "it is there twice")
		rows[row[1]] = row[2:]
	}
	for _, f := range own(shown(t)) {
		row, ok := rows[f.GetName()]
		require.True(t, ok, "docs/metrics.md has no row for %s", f.GetName())
		require.Equal(t, strings.ToLower(f.GetType().String()), row[0], f.GetName())
		require.ElementsMatch(t, labelsOf(f), names(row[1]), f.GetName())
		checkWords(t, f, row[2])
		delete(rows, f.GetName())
	}
	require.Empty(t, rows, "there are no such metrics")
}

// checkWords looks for each word that a label of a fixed set can be.
func checkWords(t *testing.T, f *dto.MetricFamily, text string) {
	for _, m := range f.GetMetric() {
		for _, l := range m.GetLabel() {
			for _, label := range fixed {
				if l.GetName() == label && label != "class" {
					require.Contains(t, text, "`"+l.GetValue()+"`", "%s of %s", label, f.GetName())
				}
			}
		}
	}
}

func TestHelpSaysHowToAddUp(t *testing.T) {
	const shared = "take the max over them"
	text, err := os.ReadFile("../../../docs/metrics.md")
	require.NoError(t, err)
	_, stands, found := strings.Cut(string(text), "## How accounts stand")
	require.True(t, found)
	for _, f := range own(shown(t)) {
		inRedis := strings.Contains(stands, "| `"+f.GetName()+"` |")
		require.Equal(t, inRedis, strings.Contains(f.GetHelp(), shared), f.GetName())
	}
}
