package worker_test

import (
	"strings"
	"testing"
	"time"

	"github.com/hibiken/asynq"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// crashPoint is a place where a worker can die between taking a task and its
// end; docs/crash-points.md lists them, each with its test here.
type crashPoint struct {
	name  string
	fatal func(at redistest.Moment, command string) bool
	// sent says that the vendor has had the numbers by then, so that another
	// worker finds them registered.
	sent bool
	// told says that the outcome was written by then, so that it is written
	// twice.
	told bool
}

// nth picks the n-th time that a command does what is looked for.
func nth(n int, at redistest.Moment, parts ...string) func(redistest.Moment, string) bool {
	seen := 0
	return func(m redistest.Moment, command string) bool {
		if m != at {
			return false
		}
		for _, part := range parts {
			if !strings.Contains(command, part) {
				return false
			}
		}
		seen++
		return seen == n
	}
}

// The commands by which the points are told: asynq's by the keys that they
// name, ours likewise. The first register call is that of slot 2, behind getquota's.
const (
	dequeue  = "asynq:{main-live}:pending asynq:{main-live}:paused"
	finish   = "asynq:{main-live}:active asynq:{main-live}:lease asynq:{main-live}:t:"
	askGate  = "trackreg:{main}:gate"
	tellRead = "register"
	outcome  = "xadd trackreg:{main}:out"
)

func crashPoints() []crashPoint {
	return []crashPoint{
		{name: "before a task is taken", fatal: nth(2, redistest.Before, dequeue)},
		{name: "after a task is taken", fatal: nth(2, redistest.After, dequeue)},
		{name: "when a slot is asked for", fatal: nth(1, redistest.Before, askGate, tellRead)},
		{name: "after a slot is taken, before the call", fatal: nth(1, redistest.After, askGate, tellRead)},
		{name: "after the answer, before the gate hears of it", fatal: nth(1, redistest.Before, askGate, " success 2s "), sent: true},
		{name: "after the gate has heard, before the outcomes are written", fatal: nth(1, redistest.Before, outcome), sent: true},
		{name: "after the outcomes are written, before any task is done", fatal: nth(1, redistest.After, outcome), sent: true, told: true},
		{name: "between two tasks' ends", fatal: nth(5, redistest.After, finish), sent: true, told: true},
	}
}

// TestKilledAnywhereNothingIsLost kills a worker at each point and has another
// take over: every number ends, with one outcome or the same once more, and is
// charged once.
func TestKilledAnywhereNothingIsLost(t *testing.T) {
	for _, point := range crashPoints() {
		t.Run(point.name, func(t *testing.T) {
			virtually(t, sandbox.DefaultOptions(), func(w *world) {
				ids := append(w.good("main-live", 20), w.good("main-live", 20, asynq.MaxRetry(0))...)
				w.workUntil(point.fatal)
				if point.told {
					require.NotEmpty(w.T, w.Outcomes("main"))
				}
				w.Work(w.defaults(w.main()))
				w.gone(5*time.Minute, "main-live", ids...)
				got := w.within(time.Second, ids...)
				for _, id := range ids {
					for _, o := range got[id] {
						require.Contains(w.T, []string{"registered", "already_registered"}, o["outcome"])
						require.Equal(w.T, "0", o["attempts"])
					}
					if !point.told {
						require.Len(w.T, got[id], 1)
					}
					if point.sent && !point.told {
						require.Equal(w.T, "already_registered", got[id][0]["outcome"])
					}
				}
				require.Equal(w.T, 1, w.Vendor.Summary("a-key").MostCharged)
			})
		})
	}
}

func TestADeadKeepersPauseIsUndoneByTheNext(t *testing.T) {
	points := map[string]func(redistest.Moment, string) bool{
		"marked, not paused": nth(1, redistest.After, "hset trackreg:{main}:paused_by_us"),
		"paused":             nth(1, redistest.After, "set", "asynq:{main-live}:paused"),
	}
	for name, fatal := range points {
		t.Run(name, func(t *testing.T) {
			virtually(t, sandbox.DefaultOptions(), func(w *world) {
				_, err := w.gate().Pause(w.T.Context(), "")
				require.NoError(w.T, err)
				ids := w.good("main-live", 10)
				w.workUntil(fatal)
				_, err = w.gate().Resume(w.T.Context())
				require.NoError(w.T, err)
				w.Work(w.defaults(w.main()))
				w.requireAll(w.within(5*time.Minute, ids...), "registered", ids)
				require.False(w.T, w.paused("main-live"))
			})
		})
	}
}

func TestADeadProberDoesNotLeaveTheGateHalfOpen(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		_, err := w.gate().Pause(w.T.Context(), "")
		require.NoError(w.T, err)
		_, err = w.gate().Resume(w.T.Context())
		require.NoError(w.T, err)
		ids := w.good("main-live", 10)
		w.workUntil(nth(1, redistest.After, askGate, tellRead))
		w.Work(w.defaults(w.main()))
		w.requireAll(w.within(5*time.Minute, ids...), "registered", ids)
	})
}

func TestADeadReaperDeletesNothingTwice(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		ids := w.good("main-live", 3, asynq.Deadline(time.Now().Add(-time.Second)))
		w.workUntil(nth(1, redistest.After, outcome))
		w.Work(w.defaults(w.main()))
		w.gone(15*time.Minute, "main-live", ids...)
		got := w.Outcomes("main")
		for _, id := range ids {
			require.NotEmpty(w.T, got[id])
			for _, o := range got[id] {
				require.Equal(w.T, "expired", o["outcome"])
			}
		}
	})
}
