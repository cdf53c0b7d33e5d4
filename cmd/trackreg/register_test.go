package main

import (
	"fmt"
	"net/http/httptest"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/job"
	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// vendorAt serves a sandbox without a rate limit and returns the settings that
// lead to it, with calls as often as they can be made.
func vendorAt(t *testing.T, o sandbox.Options) (*sandbox.Server, []string) {
	t.Helper()
	vendor := sandbox.New(o)
	server := httptest.NewServer(vendor)
	t.Cleanup(func() { _ = vendor.Close(); server.Close() })
	return vendor, []string{
		"TRACK17_KEY=demo", "TRACKREG_ACCOUNTS_MAIN_BASE_URL=" + server.URL + "/track/v2.4",
		"TRACKREG_ACCOUNTS_MAIN_REQUESTS_PER_SECOND=1000",
	}
}

// faulty is an input of 100 rows: 90 good ones, of which 2 are the same, 6 that
// the vendor refuses, 4 that are no entry.
func faulty() string {
	lines := strings.Split(strings.TrimSpace(numbers(90)), "\n")
	lines[50] = lines[49]
	for i := range 6 {
		lines = append(lines, sandbox.ItemNumber(-18010019, fmt.Sprint(i)))
	}
	lines = append(lines, "1.2E+17", "shipped today", strings.Repeat("A1", 40), `"RR1`+"\x01"+`"`)
	return "Tracking No,Note\n" + strings.Join(lines, ",mine\n") + ",mine\n"
}

func TestRegisterSandboxEndToEnd(t *testing.T) {
	l := newLab(t)
	r := l.run("register", "--sandbox", "-o", "json", l.file("sample.csv", faulty()))
	require.Equal(t, exitDone, r.code, r.err)
	s := summaryOf(t, r)
	require.Equal(t, job.Finished, s.End)
	require.EqualValues(t, 100, s.Rows)
	require.EqualValues(t, 95, s.Enqueued)
	require.EqualValues(t, 1, s.Duplicate)
	require.EqualValues(t, 4, s.Invalid)
	require.EqualValues(t, 89, s.Registered)
	require.EqualValues(t, 6, s.Rejected)
	require.Equal(t, "sample.failures.csv", s.FailuresFile)
	require.EqualValues(t, 10, s.FailuresRows)
	require.Equal(t, "add_postal_code", s.Groups[0].Remedy)
	require.Contains(t, r.err, "sample.csv:98:", "an invalid row is told with its line")

	text, err := os.ReadFile(s.FailuresFile)
	require.NoError(t, err)
	require.Contains(t, string(text), "Tracking No,Note,code,message,remedy,line,_mends")
	require.Contains(t, string(text), ",mine,-18010019,")
}

func TestFailuresFileIsMendedAndFedBack(t *testing.T) {
	l := newLab(t)
	require.Equal(t, exitDone, l.run("register", "--sandbox", l.file("sample.csv", faulty())).code)
	text, err := os.ReadFile("sample.failures.csv")
	require.NoError(t, err)
	mended := string(text)
	for i := range 6 {
		mended = strings.ReplaceAll(mended, sandbox.ItemNumber(-18010019, fmt.Sprint(i)), s10(1000+i))
	}
	l.file("sample.failures.csv", mended)

	s := summaryOf(t, l.run("register", "--sandbox", "-o", "json", "sample.failures.csv"))
	require.EqualValues(t, 10, s.Rows)
	require.EqualValues(t, 4, s.Invalid)
	require.EqualValues(t, 6, s.Registered)
	require.Equal(t, "sample.failures-2.csv", s.FailuresFile, "what somebody mended is not written over")
}

// TestTheNextCommandFindsTheSameColumns: a file of failures has the headings of its input.
func TestTheNextCommandFindsTheSameColumns(t *testing.T) {
	l := newLab(t)
	r := l.run("register", "--sandbox", "--column", "number=Parcel", "--column", `"_ref=Order, ours"`,
		l.file("orders.csv", "\"Order, ours\",Parcel\nA-1,SBX18010019-1\n"))
	require.Equal(t, exitDone, r.code, r.err)
	require.Contains(t, r.out, `trackreg register --sandbox --column '"_ref=Order, ours"' --column number=Parcel orders.failures.csv`)
	again := l.run("register", "--sandbox", "-o", "json", "--column", `"_ref=Order, ours"`, "--column", "number=Parcel", "orders.failures.csv")
	require.EqualValues(t, 1, summaryOf(t, again).Rejected)

	in, err := os.Open("orders.failures.csv")
	require.NoError(t, err)
	defer func() { require.NoError(t, in.Close()) }()
	reader, err := rows.Open(in, rows.Options{Columns: map[string]string{"number": "Parcel", "_ref": "Order, ours"}})
	require.NoError(t, err)
	row, err := reader.Read()
	require.NoError(t, err)
	require.Equal(t, "A-1", row.Entry.Ref)
	require.Equal(t, "register:0:SBX18010019-1", row.Entry.Mends)
}

func TestTheFailuresOfARunAreNoStandardOutput(t *testing.T) {
	r := newLab(t).run("register", "--sandbox", "--failures", "-", "SBX18010019-1")
	require.Equal(t, exitUsage, r.code)
	require.Contains(t, r.err, "name a file")
}

func TestRegisterPrintsASummaryForPeople(t *testing.T) {
	l := newLab(t)
	r := l.run("register", "--sandbox", s10(1), "SBX18010019-1")
	require.Equal(t, exitDone, r.code, r.err)
	require.Contains(t, r.out, "main-live", "single numbers go to live")
	require.Contains(t, r.out, track17.Advice("add_postal_code"))
	require.Contains(t, r.out, "trackreg register --sandbox numbers.failures.csv")
}

func TestRegisterReadsStandardInput(t *testing.T) {
	l := newLab(t)
	l.in = `{"number":"` + s10(1) + `"}` + "\n" + `{"number":7}` + "\n"
	s := summaryOf(t, l.run("register", "--sandbox", "--queue", "live", "-o", "json", "-"))
	require.Equal(t, "main-live", s.Queue)
	require.EqualValues(t, 1, s.Registered)
	require.EqualValues(t, 1, s.Invalid)
}

func TestStrictExitsThree(t *testing.T) {
	l := newLab(t)
	require.Equal(t, exitStrict, l.run("register", "--sandbox", "--strict", "SBX18010019-1").code)
	require.Equal(t, exitDone, l.run("register", "--sandbox", "--strict", s10(1)).code)
}

func TestRegisterWithoutRedisSaysThatTheQueueEnds(t *testing.T) {
	vendor, env := vendorAt(t, sandbox.Options{})
	l := newLab(t, env...)
	r := l.run("register", s10(1))
	require.Equal(t, exitDone, r.code, r.err)
	require.Contains(t, r.err, "ends with it")
	require.EqualValues(t, 1, vendor.Summary("demo").Registrations)
}

func TestRegisterOnAClosedAccountExitsFour(t *testing.T) {
	_, env := vendorAt(t, sandbox.Options{Keys: []string{"another"}})
	l, server := withRedis(t, env...)
	r := l.run("register", "-o", "json", l.file("n.txt", numbers(50)))
	require.Equal(t, exitClosed, r.code, r.err)
	require.Contains(t, r.err, "account main is held")
	s := summaryOf(t, r)
	require.EqualValues(t, 50, s.Unfinished)
	require.True(t, s.Kept)
	require.Empty(t, s.FailuresFile)

	counts, err := queue.ReadCounts(t.Context(), server.Client(), "main-bulk")
	require.NoError(t, err)
	require.EqualValues(t, 50, counts[0].Pending, "the rest stays queued")
	require.NotContains(t, r.out+r.err, "demo", "the key is not shown")
}

func TestRegisterOnAPausedAccountExitsFourAtOnce(t *testing.T) {
	_, env := vendorAt(t, sandbox.Options{})
	l, _ := withRedis(t, env...)
	require.Equal(t, exitDone, l.run("account", "pause", "main", "--why", "stocktaking").code)
	r := l.run("register", s10(1))
	require.Equal(t, exitClosed, r.code, r.err)
	require.Contains(t, r.err, "stocktaking")
	require.Contains(t, r.err, "trackreg account resume main")
	require.Equal(t, exitDone, l.run("account", "resume", "main").code)
	require.Equal(t, exitDone, l.run("register", s10(1)).code, "it was queued, and is registered now")
}

func TestWhatAnEndingQueueHoldsGoesToTheFailuresFile(t *testing.T) {
	_, env := vendorAt(t, sandbox.Options{Quota: 40})
	l := newLab(t, env...)
	r := l.run("register", "-o", "json", l.file("n.txt", numbers(60)))
	require.Equal(t, exitClosed, r.code, r.err)
	s := summaryOf(t, r)
	require.EqualValues(t, 40, s.Registered)
	require.EqualValues(t, 20, s.Unfinished)
	require.False(t, s.Kept)
	require.EqualValues(t, 20, s.FailuresRows)

	_, env = vendorAt(t, sandbox.Options{})
	l.env = env
	s = summaryOf(t, l.run("register", "-o", "json", matching(t, "n.failures.csv")))
	require.EqualValues(t, 20, s.Registered, "nothing was lost")
}

func TestWaitOverExitsFour(t *testing.T) {
	_, env := vendorAt(t, sandbox.Options{Service: sandbox.Span{Min: time.Hour}})
	l, _ := withRedis(t, append(env, "TRACKREG_WORKER_CALL_TIMEOUT=2s", "TRACKREG_WORKER_SHUTDOWN_TIMEOUT=5s")...)
	r := l.run("register", "--wait", "1s", s10(1))
	require.Equal(t, exitClosed, r.code, r.err)
	require.Contains(t, r.err, "the time to wait is over; still queued in main-live: 1")
}

func TestInterruptedExits130AndKeepsTheRest(t *testing.T) {
	vendor, env := vendorAt(t, sandbox.Options{Service: sandbox.Span{Min: 20 * time.Millisecond}})
	l, server := withRedis(t, append(env, "TRACKREG_ACCOUNTS_MAIN_REQUESTS_PER_SECOND=20")...)
	var out, errs output
	ended := make(chan int)
	input := l.file("n.txt", numbers(4000))
	go func() { ended <- l.start(&out, &errs, "register", "-o", "json", input) }()
	require.Eventually(t, func() bool { return vendor.Summary("demo").Registrations > 0 }, time.Minute, time.Millisecond)
	l.signals <- syscall.SIGINT
	require.Equal(t, exitInterrupted, <-ended, errs.String())

	s := summaryOf(t, result{out: out.String(), err: errs.String()})
	require.Equal(t, job.Interrupted, s.End)
	require.EqualValues(t, 4000, s.Rows)
	require.EqualValues(t, 4000, s.Registered+s.Unfinished+s.Unqueued, "nothing lost")
	require.Equal(t, vendor.Summary("demo").Registrations, s.Registered)
	counts, err := queue.ReadCounts(t.Context(), server.Client(), "main-bulk")
	require.NoError(t, err)
	require.Equal(t, s.Unfinished, counts[0].Pending+counts[0].Retry)
}
