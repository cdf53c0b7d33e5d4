package main

import (
	"encoding/json"
	"net/http"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/presence"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// TestThatNobodyWorksIsSaidEverywhere with the only worker stopped and numbers waiting.
func TestThatNobodyWorksIsSaidEverywhere(t *testing.T) {
	_, env := vendorAt(t, sandbox.Options{})
	l, _ := withRedis(t, env...)
	require.Contains(t, l.run("status").out, "no worker serves main\n")
	r := l.run("enqueue", l.file("n.txt", numbers(300)))
	require.Equal(t, exitDone, r.code, "nothing went wrong")
	const sentence = "no worker serves main: 300 numbers wait"
	require.Contains(t, r.err, "trackreg: warning: "+sentence)
	require.Contains(t, l.run("status").out, sentence)
	r = l.run("doctor")
	require.Equal(t, exitFailed, r.code)
	require.Contains(t, r.out, sentence)
	r = l.run("workers")
	require.Equal(t, exitDone, r.code, r.err)
	require.Equal(t, "no worker serves main\n", r.out)

	_, _, stop := l.background("worker")
	eventually(t, "a worker", func() bool { return len(workersOf(t, l)) == 1 })
	require.NotContains(t, l.run("status").out+l.run("doctor").out+l.run("enqueue", s10(1)).err, "no worker")
	require.Contains(t, l.run("workers").out, "main")
	require.Equal(t, exitDone, stop(syscall.SIGTERM))
	eventually(t, "it is gone", func() bool { return len(workersOf(t, l)) == 0 })
}

// workersOf are the processes that trackreg workers shows.
func workersOf(t *testing.T, l *lab) []presence.Worker {
	t.Helper()
	r := l.run("workers", "-o", "json")
	require.Equal(t, exitDone, r.code, r.err)
	var all []presence.Worker
	require.NoError(t, json.Unmarshal([]byte(r.out), &all))
	return all
}

// TestAProcessThatOnlyServesIsNobodysWorker: it takes numbers in, shows that nobody works on them, and
// needs no key.
func TestAProcessThatOnlyServesIsNobodysWorker(t *testing.T) {
	_, env := vendorAt(t, sandbox.Options{})
	l, server := withRedis(t, env...)
	page := newLabIn(l)
	page.env = []string{"TRACKREG_REDIS_URL=" + server.URL, "TRACKREG_HTTP_LISTEN=127.0.0.1:0", "TRACKREG_ACCOUNTS_MAIN_KEY_FILE=no-such-file"}
	_, errs, stop := page.background("worker", "--serve-only")
	base := served(t, errs)
	answer := get(t, base+"/")
	require.Contains(t, answer, "main")
	l.env = append(l.env, "TRACKREG_HTTP_LISTEN="+strings.TrimPrefix(base, "http://"))
	require.Equal(t, exitDone, l.run("healthcheck").code, "it is alive")
	require.Equal(t, exitDone, l.run("enqueue", l.file("n.txt", numbers(300))).code)
	r := l.run("healthcheck", "--ready")
	require.Equal(t, exitFailed, r.code)
	require.Contains(t, r.err, "no worker serves main: 300 numbers wait")
	require.Contains(t, get(t, base+"/readyz"), `"ready"`, "which is no reason to hide the page")
	require.Empty(t, workersOf(t, l))
	eventually(t, "the metrics show it", func() bool {
		text := get(t, base+"/metrics")
		return strings.Contains(text, `trackreg_workers{account="main"} 0`) && !strings.Contains(text, "trackreg_worker_ready")
	})

	worker := newLabIn(l)
	worker.env = append(worker.env, "TRACKREG_HTTP_LISTEN=")
	_, _, end := worker.background("worker")
	eventually(t, "somebody serves", func() bool { return l.run("healthcheck", "--ready").code == exitDone })
	eventually(t, "the metrics show it", func() bool { return strings.Contains(get(t, base+"/metrics"), `trackreg_workers{account="main"} 1`) })
	require.Equal(t, exitDone, end(syscall.SIGTERM))
	require.Equal(t, exitDone, stop(syscall.SIGTERM))
}

func TestServeOnlyWantsSomethingToServe(t *testing.T) {
	l, _ := withRedis(t)
	l.env = append(l.env, "TRACKREG_HTTP_LISTEN=")
	r := l.run("worker", "--serve-only")
	require.Equal(t, exitUsage, r.code)
	require.Contains(t, r.err, "http.listen")
	require.Equal(t, exitUsage, l.run("worker", "--serve-only", "--sandbox").code)
}

// get is what is answered to a GET without a token.
func get(t *testing.T, url string) string {
	t.Helper()
	_, text := ask(t, http.MethodGet, url, "", "")
	return text
}
