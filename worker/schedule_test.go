package worker_test

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hibiken/asynq"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/track17/sandbox"
	"github.com/trackreg/trackreg/worker"
)

// schedule is a night drawn at random: numbers, and what happens while they
// are worked on.
type schedule struct {
	numbers []drawnNumber
	steps   []step
}

// drawnNumber is a task and what its number does to the calls that hold it.
type drawnNumber struct {
	prefix   string
	bulk     bool
	lastTry  bool // MaxRetry(0)
	timeout  bool // a Timeout shorter than the night
	deadline bool // a Deadline within the night
}

// step is one thing that happens, and how long it lasts.
type step struct {
	what  string
	fault sandbox.Fault
	// commands is after how many of a worker's Redis commands it is killed.
	commands int
	lasts    time.Duration
}

func drawSchedule(t *rapid.T) schedule {
	number := rapid.Custom(func(t *rapid.T) drawnNumber {
		return drawnNumber{
			prefix: rapid.SampledFrom([]string{
				"GOOD", "GOOD", "GOOD", "GOOD", "GOOD", "GOOD", "SBX18010019-", "SBX2X18019909-",
				"SBXOMIT", "SBX3XHTTP500-", "SBXCALL18010013-", "SBX2XCUT", "SBXBOTH", "SBXMOVE",
			}).Draw(t, "prefix"),
			bulk:     rapid.Bool().Draw(t, "bulk"),
			lastTry:  rapid.Bool().Draw(t, "last try"),
			timeout:  rapid.IntRange(0, 9).Draw(t, "timeout") == 0,
			deadline: rapid.IntRange(0, 19).Draw(t, "deadline") == 0,
		}
	})
	return schedule{
		numbers: rapid.SliceOfN(number, 10, 120).Draw(t, "numbers"),
		steps:   rapid.SliceOfN(rapid.Custom(drawStep), 2, 7).Draw(t, "steps"),
	}
}

func drawStep(t *rapid.T) step {
	s := step{
		what:  rapid.SampledFrom([]string{"fault", "fault", "fault", "kill", "kill", "stop", "start", "drain", "pause"}).Draw(t, "what"),
		lasts: time.Duration(rapid.IntRange(1, 40).Draw(t, "seconds")) * time.Second,
	}
	s.commands = rapid.IntRange(1, 300).Draw(t, "commands")
	s.fault = rapid.SampledFrom([]sandbox.Fault{
		{Act: sandbox.Fail, Status: http.StatusInternalServerError},
		{Act: sandbox.Fail, Status: http.StatusServiceUnavailable},
		{Act: sandbox.Fail, Status: http.StatusTooManyRequests},
		{Act: sandbox.Fail, Status: http.StatusTooManyRequests, RetryAfter: "20"},
		{Act: sandbox.Fail, Status: http.StatusUnauthorized},
		{Act: sandbox.Fail, Code: -18019907, Status: http.StatusOK},
		{Act: sandbox.Fail, Code: -18010014, Status: http.StatusOK, MinSize: 10},
		{Act: sandbox.Hang}, {Act: sandbox.Cut}, {Act: sandbox.Truncate}, {Act: sandbox.HTML}, {Act: sandbox.Stranger},
	}).Draw(t, "fault")
	s.fault.Probability = rapid.SampledFrom([]float64{0.1, 0.5, 0.9, 0}).Draw(t, "probability")
	s.fault.Call = "register"
	return s
}

// TestWhateverHappensEveryNumberEndsOnce is the promise of this program as a
// property: whatever faults, crashes and restarts a night holds, every task
// ends with one outcome, no number is charged twice, no call is too large, and
// none leaves while the gate is closed.
func TestWhateverHappensEveryNumberEndsOnce(t *testing.T) {
	nights := 12
	if testing.Short() {
		nights = 2
	}
	limitChecks(t, nights)
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		s := drawSchedule(rt)
		var broken []string
		inWorld(t, sandbox.DefaultOptions(), func(w *world) { broken = w.night(s) })
		if len(broken) > 0 {
			rt.Fatalf("%s", strings.Join(broken, "\n"))
		}
	})
}

// limitChecks has rapid draw fewer nights than its default, unless the command
// line says how many: each takes seconds.
func limitChecks(t *testing.T, most int) {
	checks := flag.Lookup("rapid.checks")
	if checks.Value.String() != checks.DefValue {
		return
	}
	require.NoError(t, checks.Value.Set(fmt.Sprint(most)))
	t.Cleanup(func() { _ = checks.Value.Set(checks.DefValue) })
}

// night plays a schedule, lets a day break, and says what promise was broken.
func (w *world) night(s schedule) []string {
	numbers := w.enqueueDrawn(s.numbers)
	stops := []func(){w.Work(w.impatient())}
	for _, step := range s.steps {
		stops = w.play(step, stops)
	}
	w.Vendor.Clear()
	enough := int64(1_000_000)
	require.NoError(w.T, w.Vendor.SetQuota("", sandbox.QuotaChange{Total: &enough}))
	if _, err := w.gate().Resume(w.T.Context()); err != nil {
		return []string{err.Error()}
	}
	w.Work(w.impatient())
	w.daybreak(numbers)
	return append(w.unequal(numbers), w.ledger()...)
}

// impatient are options with which a number's own attempts are over before
// the day breaks.
func (w *world) impatient() worker.Options {
	o := w.defaults(w.main())
	o.MaxAttempts, o.RetryMin, o.RetryMax = 3, time.Second, 5*time.Second
	return o
}

// enqueueDrawn enqueues the numbers and returns them by task.
func (w *world) enqueueDrawn(numbers []drawnNumber) map[string]string {
	drawn := map[string]string{}
	for i, n := range numbers {
		var opts []asynq.Option
		if n.lastTry {
			opts = append(opts, asynq.MaxRetry(0))
		}
		if n.timeout {
			opts = append(opts, asynq.Timeout(15*time.Second))
		}
		if n.deadline {
			opts = append(opts, asynq.Deadline(time.Now().Add(20*time.Second)))
		}
		qname := "main-live"
		if n.bulk {
			qname = "main-bulk"
		}
		number := fmt.Sprintf("%s%d", n.prefix, i)
		drawn[w.Foreign(qname, fmt.Sprintf(`{"number":%q,"carrier":3011}`, number), opts...)] = number
	}
	return drawn
}

// play lets one thing happen.
func (w *world) play(s step, stops []func()) []func() {
	switch s.what {
	case "fault":
		require.NoError(w.T, w.Vendor.Script(s.fault))
	case "drain":
		none := int64(0)
		require.NoError(w.T, w.Vendor.SetQuota("", sandbox.QuotaChange{Total: &none}))
	case "pause":
		_, err := w.gate().Pause(w.T.Context(), "")
		require.NoError(w.T, err)
	case "kill":
		seen := 0
		w.doomed(func(redistest.Moment, string) bool { seen++; return seen >= s.commands })
	case "start":
		stops = append(stops, w.Work(w.impatient()))
	case "stop":
		if len(stops) > 0 {
			stops[0]()
			stops = stops[1:]
		}
	}
	w.pass(s.lasts)
	if s.what == "fault" {
		w.Vendor.Clear()
	}
	return stops
}

// daybreak waits until every task has an outcome, for as long as that may take:
// leases run out in two minutes, a poisonous number that is alone needs others
// to pass, and retries wait.
func (w *world) daybreak(numbers map[string]string) {
	for range 60 {
		w.good("main-live", 1)
		w.pass(15 * time.Second)
		got := w.Outcomes("main")
		if !slices.ContainsFunc(slices.Collect(maps.Keys(numbers)), func(id string) bool { return len(got[id]) == 0 }) {
			return
		}
	}
}

// unequal says which tasks have no outcome, or two that differ. A number whose
// first outcome was written by a process that died before it could end the
// task is sent once more, and found registered.
func (w *world) unequal(numbers map[string]string) []string {
	var broken []string
	got := w.Outcomes("main")
	for id, number := range numbers {
		ends := map[any]bool{}
		for _, o := range got[id] {
			end := o["outcome"]
			if end == "already_registered" {
				end = "registered"
			}
			ends[end] = true
		}
		if len(ends) != 1 {
			broken = append(broken, fmt.Sprintf("%s (task %s) has the outcomes %v", number, id, got[id]))
		}
	}
	return broken
}

// ledger says what the vendor saw that it should not have.
func (w *world) ledger() []string {
	var broken []string
	for _, s := range w.Vendor.Summaries("") {
		if s.MostCharged > 1 {
			broken = append(broken, fmt.Sprintf("a number was charged %d times", s.MostCharged))
		}
		for size := range s.BySize {
			if size > 40 {
				broken = append(broken, fmt.Sprintf("a call held %d numbers", size))
			}
		}
	}
	return append(broken, w.trespasses...)
}

// watchGate notes a call that leaves although the gate has been closed for
// longer than any call takes to be on its way.
func (w *world) watchGate(r *http.Request) {
	if !strings.HasSuffix(r.URL.Path, "/register") {
		return
	}
	state, err := w.gate().Read(context.Background())
	if err != nil {
		return
	}
	for _, latch := range []gate.Latch{state.Account, state.Spend} {
		if latch.Closed() && state.Now.Sub(latch.Since) > time.Second {
			w.trespass(fmt.Sprintf("a call left although the gate had been closed for %s: %s", state.Now.Sub(latch.Since), latch.Why))
		}
	}
}
