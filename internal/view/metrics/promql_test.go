package metrics_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	dto "github.com/prometheus/client_model/go"
	"github.com/stretchr/testify/require"
)

var (
	selectorPattern = regexp.MustCompile(`\b(trackreg_\w+)(?:\{([^}]*)\})?`)
	matcherPattern  = regexp.MustCompile(`(\w+)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"`)
	listPattern     = regexp.MustCompile(`\b(?:by|on|without|ignoring|group_left|group_right)\s*\(([^)]*)\)`)
	byPattern       = regexp.MustCompile(`\bby\s*\(([^)]*)\)`)
	legendPattern   = regexp.MustCompile(`\{\{\s*(?:\$labels\.)?(\w+)\s*\}\}`)
)

// catalogue is what a process shows: by metric, its labels and the values that were seen of each.
type catalogue map[string]map[string][]string

// fixed are the labels whose values are words of a fixed set, all of which are seen.
var fixed = []string{"state", "class", "disposition", "outcome", "phase", "result"}

// ofScrape are the labels that Prometheus itself adds.
var ofScrape = []string{"instance", "job"}

func newCatalogue(families []*dto.MetricFamily) catalogue {
	c := catalogue{}
	for _, f := range own(families) {
		labels := map[string][]string{}
		for _, m := range f.GetMetric() {
			for _, l := range m.GetLabel() {
				labels[l.GetName()] = append(labels[l.GetName()], l.GetValue())
			}
		}
		if f.GetType() == dto.MetricType_HISTOGRAM {
			c[f.GetName()+"_sum"], c[f.GetName()+"_count"] = labels, labels
			labels = maps.Clone(labels)
			labels["le"] = nil
			c[f.GetName()+"_bucket"] = labels
			continue
		}
		c[f.GetName()] = labels
	}
	return c
}

// check holds an expression to the catalogue and returns the labels that its
// result has: those of its first aggregation, or else those of its metrics.
func (c catalogue) check(t *testing.T, expr string) (left []string) {
	t.Helper()
	labels := slices.Clone(ofScrape)
	for _, selector := range selectorPattern.FindAllStringSubmatch(expr, -1) {
		name, matchers := selector[1], selector[2]
		have, ok := c[name]
		require.True(t, ok, "there is no metric %s: %s", name, expr)
		for _, m := range matcherPattern.FindAllStringSubmatch(matchers, -1) {
			c.checkMatcher(t, name, m[1], m[3], expr)
		}
		labels = append(labels, slices.Collect(maps.Keys(have))...)
	}
	for _, list := range listPattern.FindAllStringSubmatch(expr, -1) {
		require.Subset(t, labels, names(list[1]), expr)
	}
	if by := byPattern.FindStringSubmatch(expr); by != nil {
		return names(by[1])
	}
	return labels
}

// names are those of a list with commas.
func names(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}

func (c catalogue) checkMatcher(t *testing.T, name, label, pattern, expr string) {
	t.Helper()
	if slices.Contains(ofScrape, label) {
		return
	}
	values, ok := c[name][label]
	require.True(t, ok, "%s has no label %s: %s", name, label, expr)
	if !slices.Contains(fixed, label) {
		return
	}
	for value := range strings.SplitSeq(pattern, "|") {
		require.Contains(t, values, value, "%s of %s: %s", label, name, expr)
	}
}

// checkLegend holds the labels that a text names to those that an expression leaves.
func checkLegend(t *testing.T, text string, labels []string) {
	t.Helper()
	for _, named := range legendPattern.FindAllStringSubmatch(text, -1) {
		require.Contains(t, labels, named[1], text)
	}
}
