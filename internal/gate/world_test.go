package gate_test

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
)

const key = "trackreg:{main}:gate"

var (
	live     = gate.Class{Lane: "register", Rank: 0, Spends: true, Fresh: true}
	bulk     = gate.Class{Lane: "register", Rank: 2, Spends: true, Fresh: true}
	suspects = gate.Class{Lane: "register", Rank: 2, Spends: true}
	free     = gate.Class{Lane: "stoptrack", Rank: 0, Fresh: true}
	getquota = gate.Class{Lane: gate.QuotaLane, Rank: 1}
)

// tester is what a world needs of a *testing.T, and finds in a *rapid.T too.
type tester interface {
	require.TestingT
	Helper()
	Context() context.Context
}

// world is a gate on a Redis whose time the test moves.
type world struct {
	*gate.Gate
	t    tester
	rdb  redis.UniversalClient
	pass func(time.Duration) // lets time pass for the gate
}

// each runs a test on the embedded server and on a real one.
func each(t *testing.T, o gate.Options, test func(t *testing.T, w *world)) {
	t.Run("embedded", func(t *testing.T) { test(t, embedded(t, o)) })
	t.Run("redis", func(t *testing.T) { test(t, realRedis(t, o)) })
}

// embedded is a world with a clock of its own: between two passes no time goes by at all.
func embedded(t testing.TB, o gate.Options) *world {
	m := miniredis.RunT(t)
	now := time.Date(2025, 3, 1, 12, 0, 0, 0, time.UTC)
	m.SetTime(now)
	rdb := redis.NewClient(&redis.Options{Addr: m.Addr()})
	t.Cleanup(func() { _ = rdb.Close() })
	w := newWorld(t, rdb, o)
	w.pass = func(d time.Duration) {
		now = now.Add(d)
		m.SetTime(now)
	}
	return w
}

// realRedis is a world on a redis-server. Its clock cannot be moved, so what is stored grows older
// instead. Tests on it must not mind a few seconds.
func realRedis(t testing.TB, o gate.Options) *world {
	w := newWorld(t, redistest.Start(t).Client(), o)
	w.pass = w.age
	return w
}

func newWorld(t tester, rdb redis.UniversalClient, o gate.Options) *world {
	if o.Jitter == nil {
		o.Jitter = func() float64 { return 0.5 }
	}
	return &world{Gate: gate.New(rdb, key, o), t: t, rdb: rdb}
}

// age moves every stored time back, and forgets the latest calls.
func (w *world) age(d time.Duration) {
	h, err := w.rdb.HGetAll(w.t.Context(), key).Result()
	require.NoError(w.t, err)
	for field, value := range h {
		if field == "recent" {
			require.NoError(w.t, w.rdb.HDel(w.t.Context(), key, field).Err())
		}
		n, err := strconv.ParseInt(value, 10, 64)
		if err != nil || n == 0 || !isTime(field) {
			continue
		}
		require.NoError(w.t, w.rdb.HSet(w.t.Context(), key, field, n-d.Microseconds()).Err())
	}
}

func isTime(field string) bool {
	switch field {
	case "next", "live", "success":
		return true
	}
	for _, ending := range []string{"_at", "until", "_since", "_half", "_early", "_asked"} {
		if strings.HasSuffix(field, ending) {
			return true
		}
	}
	return false
}

func (w *world) take(waiting ...gate.Class) gate.Slot {
	w.t.Helper()
	s, err := w.Take(w.t.Context(), waiting)
	require.NoError(w.t, err)
	return s
}

// slot asks until it gets a slot, letting the waits pass.
func (w *world) slot(waiting ...gate.Class) gate.Slot {
	w.t.Helper()
	for range 10 {
		s := w.take(waiting...)
		if len(s.May) > 0 {
			return s
		}
		w.pass(s.Wait)
	}
	require.Fail(w.t, "no slot in ten tries", "state: %+v", w.state())
	return gate.Slot{}
}

func (w *world) report(r gate.Report) gate.Effect {
	w.t.Helper()
	s, err := w.Report(w.t.Context(), r)
	require.NoError(w.t, err)
	return s
}

// call takes a slot and reports how its call ended.
func (w *world) call(c gate.Class, r gate.Report) gate.Effect {
	w.t.Helper()
	r.Lease = w.slot(c).Lease
	return w.report(r)
}

func (w *world) reading(q gate.QuotaReading) gate.Effect {
	w.t.Helper()
	return w.reportQuota(w.slot(getquota).Lease, q)
}

func (w *world) reportQuota(lease string, q gate.QuotaReading) gate.Effect {
	w.t.Helper()
	s, err := w.ReportQuota(w.t.Context(), lease, q)
	require.NoError(w.t, err)
	return s
}

func (w *world) state() gate.State {
	w.t.Helper()
	s, err := w.Read(w.t.Context())
	require.NoError(w.t, err)
	return s
}

func (w *world) by(do func(context.Context) (gate.Effect, error)) gate.Effect {
	w.t.Helper()
	s, err := do(w.t.Context())
	require.NoError(w.t, err)
	return s
}

func (w *world) closedTo(c gate.Class) {
	w.t.Helper()
	w.pass(time.Second)
	require.Empty(w.t, w.take(c).May, "state: %+v", w.state())
}

// whats are the changes without their numbers.
func whats(changed []gate.Change) []string {
	var out []string
	for _, c := range changed {
		out = append(out, strings.TrimSpace(strings.Join([]string{string(c.What), string(c.Latch), string(c.Reason)}, " ")))
	}
	return out
}
