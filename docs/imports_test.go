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
		"batching": nil, "gate": nil, "track17": nil, "redisconn": nil, "gathering": nil, "nearest": nil, "asynqlog": nil, "display": nil,
		"configs":         {"nearest"},
		"track17/sandbox": {"track17"},
		"queue":           {"gathering"},
		"rows":            {"queue", "gathering", "nearest"},
		"queue/inlet":     {"queue", "gathering", "redisconn"},
		"queue/known":     {"queue", "gathering"},
		"webhook":         {"queue", "gathering", "gate", "redisconn"},
		"web":             {"queue", "gathering", "redisconn", "web/problem"},
		"web/monitor":     {"gathering", "web/problem"},
		"web/problem":     nil,
		"metrics": {
			"asynqlog", "batching", "configs", "figures", "gate", "gathering", "nearest", "queue", "queue/inlet", "queue/known",
			"redisconn", "status", "track17", "webhook", "worker",
		},
		"web/page": {
			"failures", "figures", "gate", "gathering", "nearest", "queue", "queue/known", "redisconn", "rows", "status", "track17",
			"web/page/board", "web/page/lookup", "web/problem",
		},
		"doctor": {
			"asynqlog", "backend", "batching", "configs", "figures", "gate", "gathering", "importer/source", "nearest", "queue",
			"queue/inlet", "queue/known", "redisconn", "rows", "track17", "track17/sandbox", "web", "web/problem", "worker",
		},
		"web/page/board":    {"figures", "gate", "gathering", "queue", "redisconn", "status"},
		"web/page/lookup":   {"figures", "gathering", "queue", "queue/known"},
		"importer/schedule": {"configs", "nearest"},
		"importer/source":   {"configs", "gathering", "nearest", "queue", "rows"},
		"importer": {
			"asynqlog", "configs", "gathering", "importer/ledger", "importer/schedule", "importer/source", "nearest", "queue", "queue/known", "rows",
		},
		"importer/ledger": {"configs", "gathering", "importer/source", "nearest", "queue", "rows"},
		"worker":          {"asynqlog", "batching", "configs", "gate", "gathering", "nearest", "queue", "queue/inlet", "queue/known", "redisconn", "track17"},
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
