package metrics_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/require"
)

const (
	rulesFile = "../../../configs/prometheus-alerts.yaml"
	rulesTest = "testdata/alerts.yaml"
)

// rules are those of a rules file, as far as the tests look at them.
type rules struct {
	Groups []struct {
		Name  string `yaml:"name"`
		Rules []rule `yaml:"rules"`
	} `yaml:"groups"`
}

type rule struct {
	Alert       string            `yaml:"alert"`
	Expr        string            `yaml:"expr"`
	Labels      map[string]string `yaml:"labels"`
	Annotations map[string]string `yaml:"annotations"`
}

func readYAML(t *testing.T, file string, into any) {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(text, into), file)
}

func alerts(t *testing.T) []rule {
	var file rules
	readYAML(t, rulesFile, &file)
	var all []rule
	for _, g := range file.Groups {
		all = append(all, g.Rules...)
	}
	require.NotEmpty(t, all)
	return all
}

// promtool runs Prometheus's own tool on files.
func promtool(t *testing.T, args ...string) {
	t.Helper()
	path, err := exec.LookPath("promtool")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("promtool is not on PATH, and CI=true asks for it: install Debian's prometheus")
		}
		t.Skip("promtool is not on PATH: it is in Debian's prometheus")
	}
	out, err := exec.Command(path, args...).CombinedOutput()
	require.NoError(t, err, "%s", out)
}

func TestAlertsAreRulesOfPrometheus(t *testing.T) {
	promtool(t, "check", "rules", rulesFile)
}

func TestAlertsComeAndGo(t *testing.T) {
	promtool(t, "test", "rules", rulesTest)
}

func TestAlertsAreOfWhatIsShown(t *testing.T) {
	shown := newCatalogue(shown(t))
	for _, a := range alerts(t) {
		labels := shown.check(t, a.Expr)
		require.Contains(t, []string{"warning", "critical"}, a.Labels["severity"], a.Alert)
		for _, name := range []string{"summary", "description"} {
			require.NotEmpty(t, a.Annotations[name], "%s has no %s", a.Alert, name)
			checkLegend(t, a.Annotations[name], labels)
		}
	}
}

func TestCasesAreOfWhatIsShown(t *testing.T) {
	shown := newCatalogue(shown(t))
	var file struct {
		Tests []struct {
			Series []struct{ Series string } `yaml:"input_series"`
		}
	}
	readYAML(t, rulesTest, &file)
	require.NotEmpty(t, file.Tests)
	for _, test := range file.Tests {
		for _, input := range test.Series {
			shown.check(t, input.Series)
		}
	}
}

// firing is an alert that a case of the rules' test has fire.
var firing = regexp.MustCompile(`alertname="(\w+)"`)

// TestEveryAlertIsTested looks for a case that has each alert fire; the first
// case, in which all is well, has none.
func TestEveryAlertIsTested(t *testing.T) {
	text, err := os.ReadFile(rulesTest)
	require.NoError(t, err)
	fires := map[string]bool{}
	for _, match := range firing.FindAllStringSubmatch(string(text), -1) {
		fires[match[1]] = true
	}
	for _, a := range alerts(t) {
		require.True(t, fires[a.Alert], "no case has %s fire", a.Alert)
		delete(fires, a.Alert)
	}
	require.Empty(t, fires, "there are no such alerts")
}

// checkExpressions has promtool read expressions, each as a rule of its own.
func checkExpressions(t *testing.T, exprs []string) {
	t.Helper()
	type recording struct {
		Record string `yaml:"record"`
		Expr   string `yaml:"expr"`
	}
	var all []recording
	for _, expr := range exprs {
		all = append(all, recording{"checked:expression", expr})
	}
	text, err := yaml.Marshal(map[string]any{"groups": []any{map[string]any{"name": "checked", "rules": all}}})
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "rules.yaml")
	require.NoError(t, os.WriteFile(file, []byte(strings.TrimSpace(string(text))+"\n"), 0o600))
	promtool(t, "check", "rules", "--lint=none", file)
}
