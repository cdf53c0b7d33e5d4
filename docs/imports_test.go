package docs_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/trackreg/trackreg/"

// TestImportsGoOneWay holds the rooms to what architecture.md says of them.
func TestImportsGoOneWay(t *testing.T) {
	model := []string{ // what the model of how things stand is read by
		"configs", "internal/figures", "internal/gate", "internal/gathering", "internal/importer/ledger", "internal/importer/schedule",
		"internal/importer/source", "internal/nearest", "internal/rows", "queue",
	}
	viewOf := func(rooms ...string) []string { return append(append(rooms, model...), "internal/standing") }
	for room, may := range map[string][]string{
		"batching": nil, "internal/gate": nil, "track17": nil, "internal/redisconn": nil, "internal/gathering": nil, "internal/nearest": nil, "internal/asynqlog": nil, "internal/display": nil, "internal/figures": nil,
		"configs":              {"internal/nearest"},
		"track17/sandbox":      {"track17"},
		"queue":                {"internal/gathering"},
		"internal/rows":        {"queue", "internal/gathering", "internal/nearest"},
		"internal/inlet":       {"queue", "internal/gathering", "internal/redisconn"},
		"internal/known":       {"queue", "internal/gathering"},
		"internal/webhook":     {"queue", "internal/gathering", "internal/gate", "internal/redisconn"},
		"internal/web":         {"queue", "internal/gathering", "internal/redisconn", "internal/web/problem"},
		"internal/web/monitor": {"internal/gathering", "internal/web/problem"},
		"internal/web/problem": nil,
		"internal/doctor": {
			"internal/asynqlog", "internal/backend", "batching", "configs", "internal/figures", "internal/gate", "internal/gathering", "internal/importer/parts", "internal/importer/source", "internal/nearest", "queue",
			"internal/inlet", "internal/known", "internal/redisconn", "internal/rows", "track17", "track17/sandbox", "internal/web", "internal/web/problem", "worker",
		},
		"internal/importer/schedule": {"configs", "internal/gathering", "internal/importer/ledger", "internal/importer/parts", "internal/nearest", "queue", "internal/rows"},
		"internal/importer/parts":    nil,
		"internal/importer/source":   {"configs", "internal/gathering", "internal/importer/parts", "internal/nearest", "queue", "internal/rows"},
		"internal/importer/progress": {"internal/gathering", "internal/importer/ledger", "internal/importer/parts", "internal/nearest", "queue", "internal/rows"},
		"internal/importer/retry":    {"internal/gathering", "internal/importer/ledger", "internal/importer/parts", "internal/nearest", "queue", "internal/rows"},
		"internal/importer/origin":   {"internal/gathering", "queue"},
		"internal/importer/trouble":  {"configs", "internal/gathering", "internal/importer/ledger", "internal/importer/parts", "internal/importer/retry", "internal/importer/source", "internal/nearest", "queue", "internal/rows"},
		"internal/importer/follow":   {"internal/gathering", "internal/importer/ledger", "internal/importer/origin", "internal/importer/parts", "internal/importer/progress", "internal/importer/retry", "internal/nearest", "queue", "internal/rows"},
		"internal/importer/feed":     {"configs", "internal/gathering", "internal/importer/ledger", "internal/importer/origin", "internal/importer/parts", "internal/importer/progress", "internal/importer/retry", "internal/importer/source", "internal/importer/trouble", "internal/known", "internal/nearest", "queue", "internal/rows"},
		"internal/importer": {
			"internal/asynqlog", "configs", "internal/gathering", "internal/importer/feed", "internal/importer/follow", "internal/importer/ledger", "internal/importer/origin", "internal/importer/parts",
			"internal/importer/progress", "internal/importer/retry", "internal/importer/schedule", "internal/importer/source", "internal/importer/trouble", "internal/known", "internal/nearest", "queue", "internal/rows",
		},
		"internal/importer/ledger": {"internal/gathering", "internal/importer/parts", "internal/nearest", "queue", "internal/rows"},
		"worker":                   {"internal/asynqlog", "batching", "configs", "internal/gate", "internal/gathering", "internal/nearest", "queue", "internal/inlet", "internal/known", "internal/redisconn", "track17"},

		"internal/standing":          model,
		"internal/view/cli/accounts": viewOf(),
		"internal/view/cli/imports":  viewOf("internal/asynqlog", "internal/display", "internal/importer", "internal/known", "internal/view/failures", "track17"),
		"internal/view/failures":     {"internal/figures", "internal/gathering", "internal/nearest", "internal/rows", "queue", "track17"},
		"internal/view/metrics":      viewOf("internal/asynqlog", "batching", "internal/inlet", "internal/known", "internal/redisconn", "track17", "internal/webhook", "worker"),
		"internal/view/page": viewOf(
			"internal/known", "internal/redisconn", "internal/view/failures", "internal/view/page/board", "internal/view/page/lookup", "internal/web/problem", "track17",
		),
		"internal/view/page/board":  viewOf("internal/redisconn"),
		"internal/view/page/lookup": {"internal/figures", "internal/gathering", "queue", "internal/known"},
	} {
		out, err := exec.Command("go", "list", "-f", `{{join .Deps "\n"}}`, module+room).CombinedOutput()
		require.NoError(t, err, "%s", out)
		for path := range strings.Lines(string(out)) {
			if own, ours := strings.CutPrefix(strings.TrimSpace(path), module); ours {
				require.Contains(t, may, own, "%s imports it", room)
			}
		}
	}
}
