package main

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/job"
	"github.com/trackreg/trackreg/internal/rows/preview"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// eventually polls for what another goroutine or process brings about.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	require.Eventually(t, holds, time.Minute, 10*time.Millisecond, what)
}

// background starts a command line; stop sends a signal and returns its exit code.
func (l *lab) background(args ...string) (out, errs *output, stop func(syscall.Signal) int) {
	l.t.Helper()
	out, errs = &output{}, &output{}
	own := newLabIn(l)
	ended := make(chan int, 1)
	go func() { ended <- own.start(out, errs, args...) }()
	return out, errs, func(signal syscall.Signal) int {
		own.signals <- signal
		return <-ended
	}
}

// newLabIn is a lab in the same folder with signals of its own.
func newLabIn(l *lab) *lab {
	return &lab{t: l.t, env: l.env, in: l.in, signals: make(chan os.Signal, 2)}
}

func TestEnqueueTellsEnqueuedDuplicateAndInvalid(t *testing.T) {
	l, server := withRedis(t)
	l.file("n.txt", "number\n"+numbers(30)+s10(3)+"\n1.2E+17\n")
	var tally job.Tally
	r := l.run("enqueue", "-o", "json", "n.txt")
	require.Equal(t, exitDone, r.code, r.err)
	require.NoError(t, json.Unmarshal([]byte(r.out), &tally))
	require.Equal(t, job.Tally{
		Account: "main", Queue: "main-bulk", Rows: 32, Enqueued: 30, Duplicate: 1, Invalid: 1,
		Columns: []preview.Column{{Field: "number", Heading: "number", Letter: "A"}}, Unread: []string{}, Cleaned: []preview.Kind{},
		Kinds: []preview.Kind{{Text: "was rounded by a spreadsheet", Rows: 1}},
	}, tally)
	require.Contains(t, r.err, "n.txt:33:")
	require.Contains(t, r.err, "as text", "the mend is said")

	r = l.run("enqueue", "n.txt")
	require.Regexp(t, `enqueued +0`, r.out)
	require.Regexp(t, `duplicate +31`, r.out)
	require.Equal(t, exitStrict, l.run("enqueue", "--strict", "n.txt").code)

	require.Equal(t, exitDone, l.run("enqueue", "--in", "1h", "--force", s10(900)).code)
	counts, err := queue.ReadCounts(t.Context(), server.Client(), "main-live", "main-bulk")
	require.NoError(t, err)
	require.EqualValues(t, 1, counts[0].Scheduled, "a single number goes to live")
	require.EqualValues(t, 30, counts[1].Pending)
}

func TestOfManyInvalidRowsTwentyAreTold(t *testing.T) {
	l, _ := withRedis(t)
	l.file("n.csv", "number,tag\n"+numbersWith(60, ",x")+strings.Repeat("1.2E+17,x\n", 40)+strings.Repeat("Total,x\n", 10))
	r := l.run("enqueue", "n.csv")
	require.Equal(t, exitDone, r.code, r.err)
	require.Equal(t, 20, strings.Count(r.err, "trackreg: n.csv:"), r.err)
	require.Contains(t, r.err, "and 30 more rows; all of them by what is wrong:\ntrackreg:   40 was rounded by a spreadsheet\ntrackreg:   10 is a total row\n")
	require.Contains(t, r.err, "n.csv is read as csv\n  number <- \"number\" (column A)\n  tag <- \"tag\" (column B)\n")
}

// numbersWith are n good numbers, each with the same behind it in its line.
func numbersWith(n int, behind string) string {
	return strings.ReplaceAll(numbers(n), "\n", behind+"\n")
}

func TestADryRunOfEnqueueNeedsNoRedis(t *testing.T) {
	l := newLab(t)
	l.file("n.csv", "Order;Tracking number\nA1;"+s10(1)+"\nA2;1.2E+17\n")
	for _, command := range []string{"enqueue", "register"} {
		r := l.run(command, "--dry-run", "-o", "json", "n.csv")
		require.Equal(t, exitDone, r.code, r.err)
		var p preview.Preview
		require.NoError(t, json.Unmarshal([]byte(r.out), &p))
		require.Equal(t, []preview.Column{{Field: "order_no", Heading: "Order", Letter: "A"}, {Field: "number", Heading: "Tracking number", Letter: "B"}}, p.Columns)
		require.EqualValues(t, 1, p.Valid)
		require.EqualValues(t, 1, p.Calls)
		require.Len(t, p.Bad, 1)
		require.Equal(t, 3, p.Bad[0].Line)
		require.Contains(t, l.run(command, "--dry-run", "n.csv").out, "2 rows: 1 valid, 1 invalid; 1 call of 40. Nothing was queued.")
	}
	for args, says := range map[string]string{
		"--encoding klingon": "the encoding \"klingon\" is not known", "--header-row -1": "lines are counted from 1", "--carrier DHL=x": "trackreg carriers find DHL",
		"--header-row 1 --no-header": "none of the others can be", "--dates ymd": "dmy", "--column number=Parcel": "no column is headed \"Parcel\"",
	} {
		r := l.run(append([]string{"enqueue", "--dry-run", "n.csv"}, strings.Fields(args)...)...)
		require.Equal(t, exitUsage, r.code, args)
		require.Contains(t, r.err, says)
	}
}

func TestWorkerRegistersWhatIsEnqueued(t *testing.T) {
	vendor, env := vendorAt(t, sandbox.Options{})
	l, _ := withRedis(t, env...)
	require.Equal(t, exitDone, l.run("enqueue", l.file("n.txt", numbers(100)+"SBX18010019-1\nSBX18010012-1\n")).code)
	_, errs, stop := l.background("worker")
	var standings []standing.Account
	eventually(t, "all ended", func() bool {
		r := l.run("status", "--json")
		return r.code == exitDone && json.Unmarshal([]byte(r.out), &standings) == nil && standings[0].Done == 100 && standings[0].Failed == 2
	})
	require.Equal(t, "open", standings[0].Gate.State)
	require.Zero(t, standings[0].Queued)
	require.NotNil(t, standings[0].Quota)
	require.EqualValues(t, 100, vendor.Summary("demo").Registrations)
	require.Regexp(t, `main +open .* 100 +2\n`, l.run("status").out)

	require.Equal(t, exitDone, stop(syscall.SIGTERM), "SIGTERM is how a worker is meant to end")
	for line := range strings.Lines(errs.String()) {
		if !strings.HasPrefix(line, "trackreg: ") {
			require.True(t, json.Valid([]byte(line)), "a log line is JSON: %s", line)
		}
	}
	require.NotContains(t, errs.String(), `"demo"`, "the key is not logged")
}

func TestFailuresAreListedExportedRetriedAndDropped(t *testing.T) {
	_, env := vendorAt(t, sandbox.Options{})
	l, server := withRedis(t, env...)
	require.Equal(t, exitDone, l.run("register", "SBX18010019-1", "SBX18010012-1", "SBX18010012-2").code)

	list := l.run("failures", "list")
	require.Equal(t, exitDone, list.code, list.err)
	require.Contains(t, list.out, "SBX18010019-1")
	require.Contains(t, list.out, "Add destination_postal_code.")
	var items []map[string]any
	require.NoError(t, json.Unmarshal([]byte(l.run("failures", "list", "-o", "json", "--code", "-18010012").out), &items))
	require.Len(t, items, 2)
	require.Contains(t, l.run("failures", "list", "--class", "retryable").out, "no failures")
	require.Equal(t, "[]\n", l.run("failures", "list", "--json", "--since", "2999-01-01").out)

	export := l.run("failures", "export", "--remedy", "add_postal_code")
	require.Equal(t, export.out, l.run("failures", "export", "--remedy", "add_postal_code", "--file", "-").out)
	require.Contains(t, export.out, "number,carrier,code,message,remedy,line,_mends\r\nSBX18010019-1,,-18010019,")
	require.Equal(t, exitDone, l.run("failures", "export", "--file", "f.csv").code)
	require.EqualValues(t, 3, summaryOf(t, l.run("register", "-o", "json", "f.csv")).Rejected, "the export can be fed in")

	require.Contains(t, l.run("failures", "retry", "--code", "-18010019").out, "1 enqueued")
	counts, err := queue.ReadCounts(t.Context(), server.Client(), "main-live", "main-bulk")
	require.NoError(t, err)
	require.EqualValues(t, 1, counts[0].Pending+counts[1].Pending)
	require.Contains(t, l.run("failures", "drop", "--remedy", "fix_number").out, "2 dropped")
	require.JSONEq(t, `{"dropped":1}`, l.run("failures", "drop", "--all", "--json").out)
}

func TestAccountQuotaAsksTheVendor(t *testing.T) {
	_, env := vendorAt(t, sandbox.Options{Quota: 12_345})
	l, _ := withRedis(t, env...)
	r := l.run("account", "quota", "main")
	require.Equal(t, exitDone, r.code, r.err)
	require.Contains(t, r.out, "12,345")
	require.Equal(t, exitUsage, l.run("account", "quota", "shop").code)
	require.Contains(t, l.run("account", "pause", "--why", "stocktaking").out, "stocktaking")
	require.Contains(t, l.run("status").out, "paused")
}

func TestStatusWatchGoesOnUntilInterrupted(t *testing.T) {
	l, _ := withRedis(t)
	out, _, stop := l.background("status", "--watch", "--every", "10ms")
	eventually(t, "shown again", func() bool { return strings.Count(out.String(), "ACCOUNT") > 2 })
	require.Equal(t, exitInterrupted, stop(syscall.SIGINT))
}

func TestStatusWatchForScriptsIsOneObjectALine(t *testing.T) {
	l, _ := withRedis(t)
	out, _, stop := l.background("status", "--watch", "--every", "10ms", "--json")
	eventually(t, "shown again", func() bool { return strings.Count(out.String(), "\n") > 2 })
	require.Equal(t, exitInterrupted, stop(syscall.SIGINT))
	for line := range strings.Lines(out.String()) {
		var one struct{ Accounts []standing.Account }
		require.NoError(t, json.Unmarshal([]byte(line), &one), line)
		require.Equal(t, "main", one.Accounts[0].Name)
	}
}

func TestWorkerSandboxRunsAloneAndStops(t *testing.T) {
	l := newLab(t)
	_, errs, stop := l.background("worker", "--sandbox")
	eventually(t, "started", func() bool { return strings.Contains(errs.String(), "worker started") })
	require.Equal(t, exitInterrupted, stop(syscall.SIGINT))
}

// TestWorkerSandboxIsTriedFromAnotherTerminal does what the sandbox's worker says on its terminal, runs an
// import, and presses a button of the page without a token.
func TestWorkerSandboxIsTriedFromAnotherTerminal(t *testing.T) {
	l := newLab(t, "TRACKREG_HTTP_LISTEN=127.0.0.1:0", "TRACKREG_REDIS_URL=redis://127.0.0.1:1/0")
	l.file("parcels.csv", "number\n"+numbers(3))
	folder, err := os.Getwd()
	require.NoError(t, err)
	l.file("trackreg.yaml", "accounts: {main: {key: precious}, shop: {key: dear}}\n"+
		"imports:\n  - {name: nightly, account: shop, settled_after: 0s, source: {path: "+filepath.Join(folder, "*.csv")+"}}\n")
	_, errs, stop := l.background("worker", "--sandbox", "--log-format", "console")
	eventually(t, "the next commands are named", func() bool { return strings.Contains(errs.String(), "Ctrl-C ends it.") })
	said := regexp.MustCompile(`(?s)status page  (http://\S+)/ .*export TRACKREG_REDIS_URL=(\S+)\n  (trackreg enqueue [^\n]*)\n`).FindStringSubmatch(errs.String())
	require.NotNil(t, said, errs.String())
	there := newLabIn(l)
	there.env = append(slices.Clone(l.env), "TRACKREG_REDIS_URL="+said[2])
	require.Regexp(t, `enqueued +2`, there.run(strings.Fields(said[3])[1:]...).out)
	require.Equal(t, exitDone, there.run("import", "run", "nightly", "--follow").code)
	require.FileExists(t, "parcels.csv", "nothing real is touched")
	eventually(t, "the bad number is in the record", func() bool {
		return strings.Contains(there.run("failures", "list").out, "add_postal_code")
	})

	response, err := http.PostForm(said[1]+"/api/v1/accounts/main/pause", nil)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusOK, response.StatusCode)
	require.Regexp(t, `main +paused`, there.run("status").out)
	require.Equal(t, exitInterrupted, stop(syscall.SIGINT))
}

func TestSandboxAnswersLikeTheVendor(t *testing.T) {
	l := newLab(t)
	out, _, stop := l.background("sandbox", "--listen", "127.0.0.1:0", "--rate", "0", "--service", "0s")
	eventually(t, "listening", func() bool { return strings.Contains(out.String(), "base_url") })
	base := regexp.MustCompile(`base_url: (\S+)`).FindStringSubmatch(out.String())[1]
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/register", strings.NewReader(`[{"number":"`+s10(1)+`"}]`))
	require.NoError(t, err)
	request.Header.Set("17token", "demo")
	answer, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.Contains(t, string(text), `"accepted":[{`)
	http.DefaultClient.CloseIdleConnections()
	require.Equal(t, exitDone, stop(syscall.SIGTERM))
	require.Equal(t, exitUsage, l.run("sandbox", "--reading", "loose").code)
}
