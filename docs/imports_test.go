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
	for room, may := range map[string][]string{
		"batching": nil, "internal/gate": nil, "track17": nil, "internal/redisconn": nil, "internal/gathering": nil, "internal/nearest": nil, "internal/asynqlog": nil, "internal/display": nil,
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
		"internal/view/metrics": {
			"internal/asynqlog", "batching", "configs", "internal/figures", "internal/gate", "internal/gathering", "internal/nearest", "queue", "internal/inlet", "internal/known",
			"internal/redisconn", "internal/status", "track17", "internal/webhook", "worker",
		},
		"internal/view/page": {
			"internal/failures", "internal/figures", "internal/gate", "internal/gathering", "internal/nearest", "queue", "internal/known", "internal/redisconn", "internal/rows", "internal/status", "track17",
			"internal/view/page/board", "internal/view/page/lookup", "internal/web/problem",
		},
		"internal/doctor": {
			"internal/asynqlog", "internal/backend", "batching", "configs", "internal/figures", "internal/gate", "internal/gathering", "internal/importer/parts", "internal/importer/source", "internal/nearest", "queue",
			"internal/inlet", "internal/known", "internal/redisconn", "internal/rows", "track17", "track17/sandbox", "internal/web", "internal/web/problem", "worker",
		},
		"internal/view/page/board":   {"internal/figures", "internal/gate", "internal/gathering", "queue", "internal/redisconn", "internal/status"},
		"internal/view/page/lookup":  {"internal/figures", "internal/gathering", "queue", "internal/known"},
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
