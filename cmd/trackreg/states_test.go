package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// stateRow is a row of the table in docs/operations.md that says where a state of things is seen. A
// cell is "" where it is not seen there.
type stateRow struct {
	name, status, page, event, metric, alert, doctor string
}

// stateTable reads that table. Backticks hold what is literally written.
func stateTable(t *testing.T) []stateRow {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "operations.md"))
	require.NoError(t, err)
	_, table, found := strings.Cut(string(text), "## Where a state is seen\n")
	require.True(t, found)
	table, _, _ = strings.Cut(table, "\n## ")
	var rows []stateRow
	for line := range strings.Lines(table) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if !strings.HasPrefix(line, "|") || len(cells) != 8 || strings.HasPrefix(cells[0], "---") {
			continue
		}
		for i := range cells {
			cells[i] = strings.Trim(strings.TrimSpace(cells[i]), "`")
		}
		rows = append(rows, stateRow{cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6]})
	}
	require.NotEmpty(t, rows)
	return rows[1:] // the first is the heading
}

// scene is a worker with its page, a Redis and a vendor, in which a state of things is provoked.
type scene struct {
	*lab
	vendor *sandbox.Server
	server *redistest.Server
	redis  redis.UniversalClient
	base   string
	log    *output
}

// enqueue queues so many numbers that the vendor would take.
func (s *scene) enqueue(queue string, n int) {
	s.t.Helper()
	r := s.run("enqueue", "--queue", queue, s.file(queue+".txt", numbers(n)))
	require.Equal(s.t, exitDone, r.code, r.err)
}

// fails has each registration fail so.
func (s *scene) fails(fault sandbox.Fault) {
	s.t.Helper()
	fault.Act, fault.Call = sandbox.Fail, "register"
	require.NoError(s.t, s.vendor.Script(fault))
	s.enqueue("live", 50)
}

// stage is how a state is provoked.
type stage struct {
	quota   int64 // of the vendor's account; 0: ample
	env     []string
	config  string // the settings file
	args    []string
	provoke func(*scene)
}

// failing is a stage on which the vendor answers each registration so.
func failing(fault sandbox.Fault) stage {
	return stage{provoke: func(s *scene) { s.fails(fault) }}
}

// refusing is the address of a receiver that takes nothing.
func refusing(t *testing.T) string {
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }))
	t.Cleanup(receiver.Close)
	return receiver.URL
}

func stages(t *testing.T) map[string]stage {
	return map[string]stage{
		"open":        {provoke: func(*scene) {}},
		"throttle":    failing(sandbox.Fault{Status: http.StatusTooManyRequests, RetryAfter: "600"}),
		"hold":        failing(sandbox.Fault{Code: track17.CodeUnauthorized}),
		"daily_limit": failing(sandbox.Fault{Code: track17.CodeDailyLimit}),
		"drained":     failing(sandbox.Fault{Code: track17.CodeQuotaOut}),
		"outage":      failing(sandbox.Fault{Status: http.StatusServiceUnavailable}),
		"paused": {provoke: func(s *scene) {
			require.Equal(t, exitDone, s.run("account", "pause", "main", "--why", "stocktaking").code)
		}},
		"reserve": {
			quota: 100, env: []string{"TRACKREG_ACCOUNTS_MAIN_QUOTA_RESERVE=100"},
			provoke: func(s *scene) { s.enqueue("bulk", 20) },
		},
		"quota low": {
			quota: 100, env: []string{"TRACKREG_ACCOUNTS_MAIN_QUOTA_WARN=200"},
			provoke: func(s *scene) { s.enqueue("live", 1) },
		},
		"outcomes unread": {provoke: func(s *scene) {
			add := &redis.XAddArgs{Stream: "trackreg:{main}:out", ID: "1-1", Values: []any{"v", "1"}}
			require.NoError(t, s.redis.XAdd(t.Context(), add).Err())
			require.NoError(t, s.redis.XGroupCreate(t.Context(), "trackreg:{main}:out", "billing", "0").Err())
		}},
		"entries refused": {provoke: func(s *scene) {
			require.NoError(t, s.redis.XAdd(t.Context(), &redis.XAddArgs{Stream: "trackreg:{main}:in", Values: []any{"nummer", "RR123456785CN"}}).Err())
		}},
		"inlet blocked": {provoke: func(s *scene) {
			last := strconv.FormatUint(1<<64-1, 10)
			require.NoError(t, s.redis.XAdd(t.Context(), &redis.XAddArgs{Stream: "trackreg:{main}:in", ID: last + "-" + last, Values: []any{"number", "RR123456785CN"}}).Err())
		}},
		"misrouted": {provoke: func(s *scene) {
			require.NoError(t, s.redis.XAdd(t.Context(), &redis.XAddArgs{Stream: "trackreg:main:in", Values: []any{"number", "RR123456785CN"}}).Err())
		}},
		"no worker": {args: []string{"--serve-only"}, provoke: func(s *scene) { s.enqueue("live", 3) }},
		"webhook fails": {
			env:     []string{"TRACKREG_ACCOUNTS_MAIN_WEBHOOK_URL=" + refusing(t), "TRACKREG_ACCOUNTS_MAIN_WEBHOOK_SECRET=whsec_aGVsbG8="},
			provoke: func(s *scene) { s.enqueue("live", 1) },
		},
		"import failed": {
			config: "imports:\n  - {name: nightly, account: main, source: {path: DIR/orders.csv}}\n",
			provoke: func(s *scene) {
				s.file("orders.csv", "<html>not found</html>\n")
				_ = s.run("import", "run", "nightly")
			},
		},
	}
}

// TestEachStateIsSeenWhereTheDocsSay provokes each row of docs/operations.md, and reads it where a
// person or a program would. All are provoked before the first is read: figures come every few seconds.
func TestEachStateIsSeenWhereTheDocsSay(t *testing.T) {
	redistest.RequireReal(t)
	rows, all := stateTable(t), stages(t)
	alerts, err := os.ReadFile(filepath.Join("..", "..", "configs", "prometheus-alerts.yaml"))
	require.NoError(t, err)
	scenes := map[string]*scene{}
	for _, row := range rows {
		stage, ok := all[row.name]
		require.True(t, ok, "nothing provokes %s", row.name)
		scenes[row.name] = begin(t, stage)
	}
	require.Len(t, all, len(scenes), "each stage stands in a row")
	for _, row := range rows {
		t.Run(strings.ReplaceAll(row.name, " ", "_"), func(t *testing.T) {
			if row.alert != "" {
				require.Contains(t, string(alerts), "alert: "+row.alert+"\n")
			}
			scenes[row.name].requireSeen(t, row)
		})
	}
}

// begin has a worker work, and provokes the state.
func begin(t *testing.T, of stage) *scene {
	t.Helper()
	vendor, env := vendorAt(t, sandbox.Options{Quota: of.quota})
	l, server := withRedis(t, append(append(env, "TRACKREG_HTTP_LISTEN=127.0.0.1:0"), of.env...)...)
	if of.config != "" {
		dir, err := os.Getwd()
		require.NoError(t, err)
		l.env = append(l.env, "TRACKREG_CONFIG="+filepath.Join(dir, l.file("trackreg.yaml", strings.ReplaceAll(of.config, "DIR", dir))))
	}
	s := &scene{lab: l, vendor: vendor, server: server, redis: server.Client()}
	require.NoError(t, s.redis.ConfigSet(t.Context(), "appendonly", "yes").Err())
	var stop func(syscall.Signal) int
	_, s.log, stop = l.background(append([]string{"worker"}, of.args...)...)
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		require.Equal(t, exitDone, stop(syscall.SIGTERM))
	})
	s.base = served(t, s.log)
	of.provoke(s)
	return s
}

// requireSeen waits until the state is seen at each of its places.
func (s *scene) requireSeen(t *testing.T, row stateRow) {
	t.Helper()
	places := []struct {
		place, says string
		read        func() string
	}{
		{"status", row.status, func() string { return s.run("status").out }},
		{"page", row.page, func() string { _, text := ask(t, "GET", s.base+"/", "", ""); return plainText(text) }},
		{"metrics", row.metric, func() string { _, text := ask(t, "GET", s.base+"/metrics", "", ""); return text }},
		{"events", row.event, s.events},
		{"doctor", row.doctor, func() string { r := s.run("doctor"); return "exit " + strconv.Itoa(r.code) + "\n" + r.out + r.err }},
	}
	for _, p := range places {
		if p.says == "" {
			continue
		}
		var last string
		deadline := time.Now().Add(time.Minute)
		for last = p.read(); !strings.Contains(last, p.says); last = p.read() {
			require.True(t, time.Now().Before(deadline), "%s never said %q:\n%s", p.place, p.says, last)
		}
	}
}

// events are the names of the account's events.
func (s *scene) events() string {
	s.t.Helper()
	newest, err := queue.NewEvents(s.redis).Newest(s.t.Context(), "main", 10)
	require.NoError(s.t, err)
	var names []string
	for _, e := range newest {
		names = append(names, e.Name)
	}
	return strings.Join(names, "\n")
}

var tags = regexp.MustCompile(`<[^>]*>`)

// plainText is what of a page is read, with one blank where there are several.
func plainText(html string) string {
	return strings.Join(strings.Fields(tags.ReplaceAllString(html, "")), " ")
}
