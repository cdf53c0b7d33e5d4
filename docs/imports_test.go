package docs_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/trackreg/trackreg/"

// TestImportsGoOneWay holds the rooms to what architecture.md says of them. What a room imports by
// way of another that stands here goes without saying: who imports queue imports what that stands on.
func TestImportsGoOneWay(t *testing.T) {
	rooms := map[string][]string{
		"batching": nil, "internal/gate": nil, "track17": nil, "internal/redisconn": {"internal/redistrouble", "internal/retry"}, "internal/redistrouble": nil, "internal/retry": nil, "internal/keyspace": nil, "internal/wire": nil, "internal/archived": nil, "internal/gathering": nil, "internal/nearest": nil, "internal/asynqlog": nil, "internal/display": nil,
		"configs":              {"internal/nearest"},
		"track17/sandbox":      {"track17"},
		"queue":                {"internal/gathering", "internal/keyspace", "internal/redistrouble", "internal/retry", "internal/streams", "internal/wire"},
		"internal/streams":     {"internal/keyspace", "internal/redistrouble"}, // which import nothing of ours
		"internal/outlet":      {"queue"},
		"internal/salvage":     {"queue"},
		"internal/cancelled":   {"internal/keyspace"},
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
			"internal/asynqlog", "internal/backend", "batching", "configs", "internal/figures", "internal/gate", "internal/gathering", "internal/importer/source", "internal/nearest", "queue",
			"internal/inlet", "internal/known", "internal/redisconn", "internal/rows", "track17", "track17/sandbox", "internal/web", "internal/web/problem", "worker",
		},
		"internal/view/page/board":   {"internal/figures", "internal/gate", "internal/gathering", "queue", "internal/redisconn", "internal/status"},
		"internal/view/page/lookup":  {"internal/figures", "internal/gathering", "queue", "internal/known"},
		"internal/importer/schedule": {"configs", "internal/nearest"},
		"internal/importer/source":   {"configs", "internal/gathering", "internal/nearest", "queue", "internal/rows"},
		"internal/importer": {
			"internal/archived", "internal/asynqlog", "internal/cancelled", "configs", "internal/gathering", "internal/outlet", "internal/salvage", "internal/importer/ledger", "internal/importer/schedule", "internal/importer/source", "internal/nearest", "queue", "internal/known", "internal/rows",
		},
		"internal/importer/ledger": {"configs", "internal/gathering", "internal/importer/source", "internal/nearest", "queue", "internal/rows"},
		"worker":                   {"internal/archived", "internal/asynqlog", "batching", "internal/cancelled", "internal/outlet", "internal/salvage", "configs", "internal/gate", "internal/gathering", "internal/nearest", "queue", "internal/inlet", "internal/known", "internal/redisconn", "track17"},
	}
	for room := range rooms {
		may := map[string]bool{}
		allow(rooms, may, room)
		out, err := exec.Command("go", "list", "-f", `{{join .Deps "\n"}}`, module+room).CombinedOutput()
		require.NoError(t, err, "%s", out)
		for path := range strings.Lines(string(out)) {
			if own, ours := strings.CutPrefix(strings.TrimSpace(path), module); ours {
				require.Contains(t, may, own, "%s imports it", room)
			}
		}
	}
}

// allow adds what a room may import, itself or by way of others.
func allow(rooms map[string][]string, may map[string]bool, room string) {
	for _, other := range rooms[room] {
		if !may[other] {
			may[other] = true
			allow(rooms, may, other)
		}
	}
}
