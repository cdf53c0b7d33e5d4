package docs_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/trackreg/trackreg/"

// imports is what each room imports of the others: one more is a decision. architecture.md says
// which way they go.
var imports = map[string][]string{
	"batching":        nil,
	"configs":         {"internal/nearest", "internal/smallfile"},
	"queue":           {"internal/gathering", "internal/keyspace", "internal/redistrouble", "internal/retry", "internal/streams", "internal/unchanged", "internal/wire"},
	"track17":         nil,
	"track17/sandbox": {"track17"},
	"worker": {
		"batching", "configs", "internal/archived", "internal/asynqlog", "internal/cancelled", "internal/gate", "internal/history",
		"internal/inlet", "internal/keyspace", "internal/known", "internal/limits", "internal/meter", "internal/outlet",
		"internal/presence", "internal/redistrouble", "internal/retry", "internal/salvage", "internal/strays", "internal/traffic",
		"queue", "track17",
	},
	"worker/internal/workrig": {"queue", "track17", "track17/sandbox", "worker"},
	"worker/realtest":         nil,

	"internal/archived":  nil,
	"internal/asynqlog":  nil,
	"internal/audit":     {"internal/keyspace", "internal/wire", "queue"},
	"internal/backend":   {"configs", "internal/gathering", "internal/redisconn", "track17", "track17/sandbox"},
	"internal/calendar":  {"internal/fold"},
	"internal/cancelled": {"internal/keyspace"},
	"internal/carriers":  {"internal/countries", "internal/fold", "internal/nearest"},
	"internal/countries": {"internal/fold"},
	"internal/display":   {"internal/printable"},
	"internal/doctor": {
		"configs", "internal/backend", "internal/figures", "internal/gate", "internal/gathering", "internal/importer/source",
		"internal/keyspace", "internal/limits", "internal/nearest", "internal/presence", "internal/printable", "internal/redisconn",
		"internal/redistrouble", "internal/standing", "internal/strays", "internal/streams", "internal/web", "queue", "track17",
		"worker",
	},
	"internal/elements": nil,
	"internal/erase": {
		"internal/audit", "internal/carriers", "internal/figures", "internal/importer/ledger", "internal/keyspace", "internal/known",
		"internal/printable", "internal/salvage", "internal/strays", "internal/unchanged", "queue",
	},
	"internal/figures":   {"internal/printable"},
	"internal/fold":      nil,
	"internal/gate":      nil,
	"internal/gathering": nil,
	"internal/history":   {"internal/keyspace", "queue"},
	"internal/importer": {
		"configs", "internal/archived", "internal/asynqlog", "internal/carriers", "internal/gathering", "internal/importer/feed",
		"internal/importer/follow", "internal/importer/ledger", "internal/importer/progress", "internal/importer/repeat",
		"internal/importer/schedule", "internal/importer/source", "internal/importer/trouble", "internal/keyspace", "internal/retry",
		"internal/rows/preview", "internal/streams", "queue",
	},
	"internal/importer/feed": {
		"configs", "internal/figures", "internal/importer/ledger", "internal/importer/origin", "internal/importer/progress",
		"internal/importer/repeat", "internal/importer/source", "internal/importer/trouble", "internal/known", "internal/rows",
		"internal/rows/cells", "queue",
	},
	"internal/importer/follow": {
		"internal/cancelled", "internal/importer/ledger", "internal/importer/origin", "internal/importer/progress",
		"internal/importer/repeat", "internal/keyspace", "internal/outlet", "internal/retry", "internal/streams", "queue",
	},
	"internal/importer/ledger": {
		"internal/gathering", "internal/importer/parts", "internal/keyspace", "internal/meter", "internal/rows", "internal/unchanged",
		"queue",
	},
	"internal/importer/origin":   {"internal/keyspace", "queue"},
	"internal/importer/parts":    nil,
	"internal/importer/progress": {"internal/importer/ledger", "internal/meter"},
	"internal/importer/repeat":   {"internal/importer/ledger", "internal/retry"},
	"internal/importer/schedule": {"configs", "internal/importer/ledger"},
	"internal/importer/source": {
		"configs", "internal/calendar", "internal/carriers", "internal/importer/parts", "internal/nearest", "internal/rows", "internal/smallfile", "internal/tempfile",
	},
	"internal/importer/sourcetest":    {"internal/importer/source", "internal/rows"},
	"internal/importer/source/dbtest": nil,
	"internal/importer/trouble":       {"internal/importer/ledger", "internal/importer/repeat", "internal/importer/source", "internal/retry"},
	"internal/inlet": {
		"internal/elements", "internal/keyspace", "internal/redistrouble", "internal/retry", "internal/salvage", "internal/streams",
		"queue",
	},
	"internal/job": {
		"internal/display", "internal/figures", "internal/gate", "internal/known", "internal/meter", "internal/printable", "internal/redistrouble",
		"internal/retry", "internal/rows", "internal/rows/book", "internal/rows/cells", "internal/rows/preview", "internal/sieve",
		"queue", "track17", "worker",
	},
	"internal/keyspace":            nil,
	"internal/known":               {"internal/keyspace", "queue"},
	"internal/limits":              {"configs", "internal/gate", "internal/keyspace"},
	"internal/memtest":             nil,
	"internal/meter":               nil,
	"internal/nearest":             nil,
	"internal/printable":           nil,
	"internal/outlet":              {"internal/keyspace", "internal/streams", "internal/unchanged", "internal/wire", "queue"},
	"internal/outlet/outlettest":   {"internal/outlet", "queue"},
	"internal/presence":            {"internal/keyspace", "queue"},
	"internal/redisconn":           {"internal/gathering", "internal/redistrouble", "internal/retry", "internal/smallfile"},
	"internal/redisconn/redistest": {"internal/redisconn"},
	"internal/redistrouble":        nil,
	"internal/retry":               nil,
	"internal/rows": {
		"internal/calendar", "internal/carriers", "internal/countries", "internal/nearest", "internal/rows/book", "internal/rows/cells",
		"internal/rows/columns", "internal/tempfile", "queue",
	},
	"internal/rows/book":    nil,
	"internal/rows/cells":   {"queue"},
	"internal/rows/columns": {"internal/fold", "internal/nearest", "internal/rows/cells", "queue"},
	"internal/rows/preview": {"internal/carriers", "internal/figures", "internal/printable", "internal/rows", "internal/rows/cells", "internal/rows/columns"},
	"internal/salvage":      {"queue"},
	"internal/service": {
		"configs", "internal/backend", "internal/carriers", "internal/figures", "internal/importer", "internal/importer/source",
		"internal/limits", "internal/redisconn", "internal/redistrouble", "internal/retry", "internal/standing",
		"internal/view/metrics", "internal/view/page", "internal/web", "internal/web/monitor", "internal/webhook", "track17", "worker",
	},
	"internal/smallfile": nil,
	"internal/sieve":     {"internal/known", "internal/outlet", "internal/rows", "queue"},
	"internal/standing": {
		"configs", "internal/figures", "internal/gate", "internal/importer/ledger", "internal/importer/schedule", "internal/keyspace",
		"internal/meter", "internal/presence", "internal/printable", "internal/strays", "internal/streams", "internal/traffic",
		"internal/webhook", "queue",
	},
	"internal/strays":            {"internal/keyspace"},
	"internal/streams":           {"internal/keyspace", "internal/redistrouble"},
	"internal/tempfile":          nil,
	"internal/traffic":           {"internal/keyspace", "internal/meter"},
	"internal/unchanged":         nil,
	"internal/view/cli/accounts": {"internal/figures", "internal/gate", "internal/printable", "internal/standing"},
	"internal/view/cli/carriers": {"internal/carriers", "internal/figures"},
	"internal/view/cli/deeds":    {"internal/audit", "internal/figures", "internal/printable"},
	"internal/view/cli/imports": {
		"configs", "internal/display", "internal/figures", "internal/importer", "internal/importer/ledger", "internal/printable", "internal/rows",
		"internal/rows/preview", "internal/standing", "internal/view/failures", "queue",
	},
	"internal/view/cli/workers": {"internal/figures", "internal/presence", "internal/printable", "internal/standing"},
	"internal/view/failures":    {"internal/figures", "internal/keyspace", "internal/rows", "internal/rows/book", "queue", "track17"},
	"internal/view/metrics": {
		"internal/importer/ledger", "internal/presence", "internal/redisconn", "internal/redistrouble", "internal/standing",
		"internal/webhook", "queue", "track17", "worker",
	},
	"internal/view/page": {
		"configs", "internal/audit", "internal/figures", "internal/gate", "internal/history", "internal/importer/ledger",
		"internal/keyspace", "internal/presence", "internal/redistrouble", "internal/rows", "internal/standing",
		"internal/view/failures", "internal/view/page/board", "internal/view/page/lookup", "internal/web/caller",
		"internal/web/problem", "internal/webhook", "queue", "track17",
	},
	"internal/view/page/board":  {"internal/audit", "internal/history", "internal/redistrouble", "internal/standing", "queue"},
	"internal/view/page/lookup": {"internal/figures", "internal/keyspace", "internal/known", "queue"},
	"internal/web": {
		"configs", "internal/calendar", "internal/carriers", "internal/elements", "internal/redisconn", "internal/redistrouble",
		"internal/rows", "internal/rows/preview", "internal/sieve", "internal/tempfile", "internal/web/caller", "internal/web/problem",
		"queue", "track17",
	},
	"internal/web/browsertest": nil,
	"internal/web/caller":      {"configs", "internal/web/problem"},
	"internal/web/monitor":     {"configs", "internal/audit", "internal/web/caller", "internal/web/problem"},
	"internal/web/problem":     nil,
	"internal/webhook":         {"internal/keyspace", "internal/retry", "internal/wire", "queue"},
	"internal/wire":            nil,
}

// TestRoomsImportWhatTheTableSays covers every room but those that put the others together: the
// program, the benchmarks, and what documentation and deployment are tested by.
func TestRoomsImportWhatTheTableSays(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, module+"...").CombinedOutput()
	require.NoError(t, err, "%s", out)
	got := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		paths := strings.Fields(line)
		room := strings.TrimPrefix(paths[0], module)
		if top, _, _ := strings.Cut(room, "/"); top == "bench" || top == "cmd" || top == "docs" || top == "deploy" || strings.HasPrefix(room, "configs/internal") {
			continue
		}
		var own []string
		for _, path := range paths[1:] {
			if other, ours := strings.CutPrefix(path, module); ours {
				own = append(own, other)
			}
		}
		got[room] = own
	}
	for room, own := range got {
		require.Contains(t, imports, room, "a room that the table does not know")
		require.Equal(t, imports[room], own, room)
	}
	require.Len(t, got, len(imports), "a room of the table is gone")
}

// TestNoRoomImportsWhatStandsAboveIt follows the table: what a program of somebody else's builds on
// draws in none of the rooms that put trackreg together, and no room reaches itself.
func TestNoRoomImportsWhatStandsAboveIt(t *testing.T) {
	for room, above := range map[string][]string{
		"batching": {"internal/", "queue", "track17", "worker", "configs"},
		"track17":  {"internal/", "queue", "batching", "worker", "configs"},
		"queue":    {"internal/gate", "batching", "track17", "worker", "configs", "internal/importer", "internal/redisconn", "internal/standing", "internal/view"},
		"worker":   {"internal/importer", "internal/webhook", "internal/standing", "internal/view", "internal/web", "internal/service", "internal/job", "internal/doctor"},

		"internal/gate":            {"internal/", "queue", "batching", "track17", "worker", "configs"},
		"internal/importer":        {"worker", "internal/standing", "internal/view", "internal/web", "internal/service", "internal/job"},
		"internal/importer/ledger": {"internal/importer/source", "configs"},
		"internal/standing":        {"internal/view", "internal/web", "internal/service", "internal/job", "internal/doctor"},
		"internal/view/page":       {"internal/web", "internal/service", "internal/job", "internal/doctor"},
		"internal/web":             {"internal/service", "internal/view", "internal/standing", "internal/job"},
	} {
		for other := range reached(room, map[string]bool{}) {
			for _, no := range above {
				require.False(t, other == no || strings.HasPrefix(other, strings.TrimSuffix(no, "/")+"/") && other != room && !exempt(room, other),
					"%s reaches %s", room, other)
			}
		}
	}
}

// exempt is what stands below a room though its path begins like one above it.
func exempt(room, other string) bool {
	return room == "internal/view/page" && (other == "internal/web/problem" || other == "internal/web/caller") ||
		strings.HasPrefix(other, room+"/")
}

// reached adds what a room imports, itself or by way of others.
func reached(room string, all map[string]bool) map[string]bool {
	for _, other := range imports[room] {
		if !all[other] {
			all[other] = true
			reached(other, all)
		}
	}
	return all
}
