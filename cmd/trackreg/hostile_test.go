package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/redis/go-redis/v9"
	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/importer"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// hostile names a terminal's window, clears its screen, turns the direction of writing, goes back to
// the beginning of the line, and begins a line of its own.
const hostile = "\x1b]0;owned\x07\x1b[2J\u202e\u009b31m\r\nforged all is well"

// requireShown requires that nothing in the text gives a terminal an order, and that no line is one
// that came from outside.
func requireShown(t *testing.T, text, of string) {
	t.Helper()
	require.True(t, utf8.ValidString(text), "%s: %q", of, text)
	for _, r := range text {
		require.True(t, unicode.IsPrint(r) || unicode.Is(unicode.Zs, r) || r == '\n' || r == '\t', "%s sends %q in %q", of, r, text)
	}
	for line := range strings.Lines(text) {
		require.False(t, strings.HasPrefix(line, "forged"), "%s has a forged line in %q", of, text)
	}
}

// hostileVendor is a sandbox whose every message is hostile, and the settings that lead to it.
func hostileVendor(t *testing.T) []string {
	t.Helper()
	message, err := json.Marshal(hostile)
	require.NoError(t, err)
	vendor := sandbox.New(sandbox.Options{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		vendor.ServeHTTP(answer, r)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(answer.Code)
		_, _ = w.Write([]byte(strings.ReplaceAll(answer.Body.String(), `"message":"`, `"message":"`+strings.Trim(string(message), `"`))))
	}))
	t.Cleanup(func() { server.Close(); _ = vendor.Close() })
	return []string{
		"TRACK17_KEY=demo", "TRACKREG_ACCOUNTS_MAIN_BASE_URL=" + server.URL + "/track/v2.4", "TRACKREG_ACCOUNTS_MAIN_REQUESTS_PER_SECOND=1000",
		"TRACKREG_ACCOUNTS_MAIN_KNOWN_NUMBERS_ENABLED=true", "TRACKREG_" + strings.ToUpper(hostile) + "=x",
	}
}

// hostileLab is a lab with a Redis, a settings file, files and a record of failures that hold hostile
// text wherever others may write one.
func hostileLab(t *testing.T) (l *lab, rdb redis.UniversalClient, file string) {
	t.Helper()
	server := redistest.Start(t)
	l = newLab(t, append(hostileVendor(t), "TRACKREG_REDIS_URL="+server.URL)...)
	l.file("trackreg.yaml", fmt.Sprintf("imports:\n  - {name: nightly, source: {path: in/*.csv}, settled_after: 0, fixed: {tag: %q}}\n", hostile))
	file = hostile + ".csv"
	for _, name := range []string{"in", "etc"} {
		require.NoError(t, os.Mkdir(name, 0o700))
	}
	text := fmt.Sprintf("Tracking Number,\"%s\",Tag\n%s,\"%s\",\"%s\"\nSBX18010012-1,,\n1.2E+17,,\n\"RR%s\",,\n", hostile, s10(1), hostile, hostile, hostile)
	l.file(file, text)
	l.file("in/"+file, text)
	rdb = server.Client()
	failure, err := json.Marshal(map[string]any{
		"class": "terminal", "outcome": "rejected", "code": -18010012, "message": hostile, "remedy": hostile, "payload": map[string]string{"number": hostile, hostile: hostile},
		"task": hostile, "queue": "main-live", "attempts": 1, "at": "2026-03-01T12:00:00Z",
	})
	require.NoError(t, err)
	require.NoError(t, rdb.HSet(t.Context(), "trackreg:{main}:failures", "register:0:"+hostile, failure).Err())
	require.NoError(t, rdb.XAdd(t.Context(), &redis.XAddArgs{Stream: "trackreg:{main}:out", ID: "1-1", Values: []string{"number", hostile}}).Err())
	require.NoError(t, rdb.XGroupCreate(t.Context(), "trackreg:{main}:out", hostile, "0").Err())
	return l, rdb, file
}

// hostileLine is a command and its arguments.
type hostileLine struct {
	command string
	args    []string
}

// hostileLines are command lines that show what came from outside, in an order in which each has
// something to show.
func hostileLines(file string) []hostileLine {
	return []hostileLine{
		{"failures list", nil}, {"failures list", []string{"--remedy", hostile}},
		{"failures export", []string{"--file", "mend.csv"}}, {"failures export", []string{"--file", "none/" + hostile}},
		{"enqueue", []string{"--dry-run", file}}, {"enqueue", []string{file}}, {"enqueue", []string{hostile}},
		{"enqueue", []string{"--column", hostile + "=" + hostile, file}},
		{"register", []string{"--dry-run", file}}, {"register", []string{"--sandbox", file}}, {"register", []string{file}}, {"register", []string{hostile}},
		{"known add", []string{file}}, {"known add", []string{hostile}}, {"known forget", []string{file}},
		{"import list", nil}, {"import run", []string{"nightly", "--dry-run"}}, {"import run", []string{"nightly", "--follow"}}, {"import run", []string{hostile}},
		{"import status", nil}, {"import status", []string{"nightly"}}, {"import status", []string{hostile}},
		{"import runs", []string{"nightly"}}, {"import runs", []string{"nightly", hostile}}, {"import runs", []string{hostile}},
		{"import failures", []string{"nightly", "--file", "mend.csv"}}, {"import failures", []string{"nightly", hostile}}, {"import failures", []string{hostile}},
		{"import cancel", []string{"nightly"}}, {"import cancel", []string{hostile}},
		{"failures list", nil}, {"failures retry", []string{"--class", "terminal"}}, {"failures drop", []string{"--class", "terminal"}}, {"failures drop", nil},
		{"account quota", []string{"main"}}, {"account quota", []string{hostile}},
		{"account pause", []string{"main", "--why", hostile}}, {"account pause", []string{hostile}},
		{"audit", nil}, {"audit", []string{"--since", hostile}},
		{"status", nil}, {"workers", nil}, {"doctor", nil}, {"doctor", []string{"--account", hostile}},
		{"account resume", []string{"main"}}, {"account resume", []string{hostile}},
		{"erase", []string{hostile}}, {"erase", []string{"--report", "RR123456785CN"}},
		{"carriers find", []string{hostile}}, {"carriers update", []string{hostile}},
		{"config check", nil}, {"config check", []string{"--config", hostile}}, {"config show", nil},
		{"worker", []string{"--redis", hostile}}, {"sandbox", []string{"--listen", hostile}}, // and a worker in the background
		{"healthcheck", nil}, {"healthcheck", []string{"--config", hostile}}, {"version", []string{hostile}},
	}
}

// TestNoCommandGivesATerminalOrdersOfOthers goes through every command there is.
func TestNoCommandGivesATerminalOrdersOfOthers(t *testing.T) {
	l, rdb, file := hostileLab(t)
	out, errs, stop := l.background("worker", "--log-format", "console", "--log-level", "debug")
	eventually(t, "the worker is up", func() bool {
		alive, err := importer.Alive(t.Context(), rdb)
		return err == nil && alive
	})
	shown := map[string]bool{}
	for _, one := range hostileLines(file) {
		shown[one.command] = true
		for _, format := range []string{"table", "json"} {
			line := slices.Concat(strings.Fields(one.command), one.args, []string{"-o", format})
			r := l.run(line...)
			requireShown(t, r.out, fmt.Sprintf("%q", line))
			requireShown(t, r.err, fmt.Sprintf("%q", line))
		}
	}
	require.Equal(t, exitDone, stop(syscall.SIGTERM))
	requireShown(t, out.String()+errs.String(), "worker")

	var leaves []string
	for _, one := range (&program{}).root().Commands() {
		leaves = append(leaves, leavesOf(one)...)
	}
	require.ElementsMatch(t, leaves, slices.Collect(maps.Keys(shown)), "every command has a line above")
}

// leavesOf are the command lines of a command that does something itself.
func leavesOf(cmd *cobra.Command) []string {
	if !cmd.HasSubCommands() {
		return []string{strings.TrimPrefix(cmd.CommandPath(), "trackreg ")}
	}
	var all []string
	for _, one := range cmd.Commands() {
		all = append(all, leavesOf(one)...)
	}
	return all
}

// TestTheLogForPeopleShowsWhatIsLogged gives each part of a line something hostile.
func TestTheLogForPeopleShowsWhatIsLogged(t *testing.T) {
	var out strings.Builder
	log := newLogger(console(&out), "debug")
	log.Warn().Str("why", hostile).Strs("all", []string{hostile}).Err(errors.New(hostile)).Msg(hostile)
	log.Info().Send()
	requireShown(t, out.String(), "the log")
	require.Contains(t, out.String(), `\u202e`)
}
