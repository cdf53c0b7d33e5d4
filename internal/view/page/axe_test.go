package page_test

import (
	"context"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// violations runs axe-core, which is not the page's own script, and returns what it
// finds serious or critical.
const violations = `axe.run(document, {resultTypes: ["violations"]}).then((found) => found.violations
	.filter((v) => v.impact === "serious" || v.impact === "critical")
	.map((v) => v.id + ": " + v.help + ": " + v.nodes.map((n) => n.html.slice(0, 160) + " " + (n.any[0]?.message ?? "")).join(" | ")))`

// requireAccessible fails the test for each serious or critical finding.
func requireAccessible(t *testing.T, ctx context.Context, axe string) {
	t.Helper()
	_, err := chromedp.Run(ctx, chromedp.Evaluate[bool](axe+";\n true"))
	require.NoError(t, err)
	found, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](violations, chromedp.EvalAwaitPromise))
	require.NoError(t, err)
	require.Empty(t, found)
}
