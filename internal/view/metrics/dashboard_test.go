package metrics_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/standing"
)

// dashboard is Grafana's, as far as the tests look at it.
type dashboard struct {
	Title      string
	UID        string
	Panels     []panel
	Templating struct {
		List []struct{ Name, Type, Definition string }
	}
	Annotations struct {
		List []struct {
			Expr        string
			TitleFormat string
		}
	}
}

type panel struct {
	ID          int
	Type        string
	Title       string
	Description string
	Datasource  struct{ UID string }
	GridPos     struct{ X, Y, W, H int }
	Targets     []struct {
		Datasource   struct{ UID string }
		Expr         string
		LegendFormat string
	}
}

func readDashboard(t *testing.T) dashboard {
	text, err := os.ReadFile("../../../configs/grafana-dashboard.json")
	require.NoError(t, err)
	var d dashboard
	require.NoError(t, json.Unmarshal(text, &d))
	return d
}

// plain puts something in the place of Grafana's variables.
var plain = strings.NewReplacer("$__rate_interval", "5m", "$account", ".+")

func TestDashboardIsOfWhatIsShown(t *testing.T) {
	shown := newCatalogue(shown(t))
	d := readDashboard(t)
	var exprs []string
	used := map[string]bool{}
	check := func(expr, legend string) {
		expr = plain.Replace(expr)
		require.NotContains(t, expr, "$", "a variable that the test does not know")
		checkLegend(t, legend, shown.check(t, expr))
		for _, selector := range selectorPattern.FindAllStringSubmatch(expr, -1) {
			used[selector[1]] = true
		}
		exprs = append(exprs, expr)
	}
	for _, p := range d.Panels {
		for _, target := range p.Targets {
			check(target.Expr, target.LegendFormat)
		}
	}
	for _, a := range d.Annotations.List {
		if a.Expr != "" {
			check(a.Expr, a.TitleFormat)
		}
	}
	require.Greater(t, len(used), 25)
	checkExpressions(t, exprs)
}

func TestDashboardCanBeImportedAnywhere(t *testing.T) {
	d := readDashboard(t)
	require.Equal(t, "trackreg", d.UID)
	require.Len(t, d.Templating.List, 2)
	require.Equal(t, "datasource", d.Templating.List[0].Type)
	require.Equal(t, "account", d.Templating.List[1].Name)
	newCatalogue(shown(t)).check(t, d.Templating.List[1].Definition)
	for _, p := range d.Panels {
		if p.Type == "row" {
			continue
		}
		require.NotEmpty(t, p.Description, "%s: says what to see in it", p.Title)
		require.NotEmpty(t, p.Targets, p.Title)
		require.Equal(t, "${datasource}", p.Datasource.UID, p.Title)
		for _, target := range p.Targets {
			require.Equal(t, "${datasource}", target.Datasource.UID, p.Title)
		}
	}
}

func TestDashboardsPanelsStandSideBySide(t *testing.T) {
	taken, ids := map[[2]int]string{}, map[int]string{}
	for _, p := range readDashboard(t).Panels {
		require.Empty(t, ids[p.ID], "%s has its id", p.Title)
		ids[p.ID] = p.Title
		require.LessOrEqual(t, p.GridPos.X+p.GridPos.W, 24, p.Title)
		for x := range p.GridPos.W {
			for y := range p.GridPos.H {
				at := [2]int{p.GridPos.X + x, p.GridPos.Y + y}
				require.Empty(t, taken[at], "%s lies over it", p.Title)
				taken[at] = p.Title
			}
		}
	}
}

// TestTheDashboardKnowsEachState has no account vanish from the timeline in a state that was added later.
func TestTheDashboardKnowsEachState(t *testing.T) {
	text, err := os.ReadFile("../../../configs/grafana-dashboard.json")
	require.NoError(t, err)
	for _, state := range standing.Conditions() {
		require.Contains(t, string(text), `state=\"`+state+`\"`)
	}
}
