package gate_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/trackreg/trackreg/internal/gate"
)

const probeLease = 45 * time.Second // DefaultCallTimeout and ten seconds

// Whatever is reported in whatever order, the laws of the gate hold.
func TestLaws(t *testing.T) {
	w := embedded(t, gate.Options{QuotaReserve: 50})
	rapid.Check(t, func(t *rapid.T) {
		require.NoError(t, w.rdb.FlushAll(t.Context()).Err())
		m := &model{world: &world{Gate: w.Gate, t: t, rdb: w.rdb, pass: w.pass}, t: t}
		t.Repeat(map[string]func(*rapid.T){
			"pass":    m.letTimePass,
			"take":    m.ask,
			"report":  m.tell,
			"reading": m.read,
			"pause":   func(*rapid.T) { m.pause("by hand") },
			"resume":  func(*rapid.T) { m.by(m.Resume) },
			"probe":   func(*rapid.T) { m.by(m.ProbeNow) },
			"":        m.check,
		})
		m.comesBack()
	})
}

// model knows of a gate only what its callers can know.
type model struct {
	*world
	t     *rapid.T
	out   []gate.Slot // granted, not yet reported
	slots []time.Time // since a 429, after which one may come early
}

func (m *model) letTimePass(t *rapid.T) {
	longest := rapid.SampledFrom([]time.Duration{time.Second / 2, time.Second / 2, time.Minute, 2 * time.Hour}).Draw(t, "longest")
	m.pass(time.Duration(rapid.Int64Range(1, longest.Microseconds()).Draw(t, "micros")) * time.Microsecond)
}

func (m *model) ask(t *rapid.T) {
	classes := []gate.Class{live, bulk, suspects, free, getquota}
	waiting := rapid.SliceOfNDistinct(rapid.SampledFrom(classes), 1, 4, rapid.ID).Draw(t, "waiting")
	before := m.state()
	s := m.take(waiting...)
	if len(s.May) == 0 {
		require.Positive(t, s.Wait)
		require.LessOrEqual(t, s.Wait, time.Second)
		require.Empty(t, s.Lease)
		return
	}
	m.allowed(before, s, waiting)
	if n := len(m.slots); n >= 1 {
		require.GreaterOrEqual(t, s.At.Sub(m.slots[n-1]), before.Pace.Spacing*9/10)
	}
	if n := len(m.slots); n >= 3 {
		require.GreaterOrEqual(t, s.At.Sub(m.slots[n-3]), time.Second, "four calls in the vendor's second")
	}
	m.slots = append(m.slots, s.At)
	m.out = append(m.out, s)
}

// allowed checks a slot against the latches.
func (m *model) allowed(before gate.State, s gate.Slot, waiting []gate.Class) {
	require.Zero(m.t, s.Wait)
	require.NotEmpty(m.t, s.Lease)
	require.Positive(m.t, s.Most)
	require.False(m.t, before.Account.Closed(), "%+v", before.Account)
	lane := waiting[s.May[0]].Lane
	for _, i := range s.May {
		c := waiting[i]
		require.Equal(m.t, lane, c.Lane)
		if c.Lane == gate.QuotaLane {
			require.Equal(m.t, before.Unprobed, s.Probe, "it is a probe where nothing else comes to be one")
			continue
		}
		require.Equal(m.t, before.Account.HalfOpen || c.Spends && before.Spend.HalfOpen, s.Probe)
		if c.Spends && before.Spend.Closed() {
			require.Equal(m.t, gate.Reserved, before.Spend.Reason)
			require.Zero(m.t, c.Rank)
		}
	}
	if !s.Probe {
		return
	}
	for _, other := range m.out {
		require.False(m.t, other.Probe && s.At.Sub(other.At) < probeLease, "two probes at a time")
	}
}

func (m *model) tell(t *rapid.T) {
	if len(m.out) == 0 {
		t.Skip("no call is out")
	}
	i := rapid.IntRange(0, len(m.out)-1).Draw(t, "call")
	s := m.out[i]
	m.out = slices.Delete(m.out, i, i+1)
	kinds := []gate.Kind{gate.Success, gate.Throttle, gate.Again, gate.DailyLimit, gate.Drained, gate.Hold, gate.Refused, gate.Neutral}
	r := gate.Report{
		Kind:       rapid.SampledFrom(kinds).Draw(t, "kind"),
		Lease:      s.Lease,
		RetryAfter: time.Duration(rapid.SampledFrom([]int{0, 0, 0, 20, 1e9}).Draw(t, "retry after")) * time.Millisecond,
		Accepted:   rapid.IntRange(0, 40).Draw(t, "accepted"),
		Sent:       rapid.IntRange(1, 40).Draw(t, "sent"),
		TooMany:    rapid.Bool().Draw(t, "too many"),
		Lone:       rapid.SampledFrom([]string{"", "A", "B"}).Draw(t, "lone"),
		LoneSince:  s.At,
		Code:       400,
	}
	if r.Kind == gate.Throttle {
		m.slots = nil
	}
	before := m.state()
	after := m.report(r).State
	if before.Account.Reason != "" && after.Account.Reason == "" {
		require.True(m.t, s.Probe, "only a probe opens")
	}
	if before.Spend.Closed() && before.Spend.Reason != gate.Reserved {
		require.True(m.t, after.Spend.Closed(), "only a probe opens, and none can be out")
	}
}

func (m *model) read(t *rapid.T) {
	i := slices.IndexFunc(m.out, func(s gate.Slot) bool { return s.Lease[len(s.Lease)-1] == 'q' })
	if i < 0 {
		t.Skip("no getquota is out")
	}
	lease, probe := m.out[i].Lease, m.out[i].Probe
	m.out = slices.Delete(m.out, i, i+1)
	before := m.state().Account
	field := rapid.Int64Range(-1, 200)
	after := m.reportQuota(lease, gate.QuotaReading{Remain: field.Draw(t, "remain"), TodayUsed: field.Draw(t, "today"),
		MaxDaily: field.Draw(t, "most"), Total: -1, Used: -1}).State.Account
	if before.Reason != after.Reason {
		require.True(m.t, probe && before.HalfOpen, "only a probe opens")
	}
}

// check holds at all times.
func (m *model) check(t *rapid.T) {
	s := m.state()
	for _, l := range []gate.Latch{s.Account, s.Spend} {
		require.LessOrEqual(t, l.Until.Sub(s.Now), time.Hour, "%+v", l)
		byItself := l.Reason == "" || l.Reason == gate.Reserved || l.Reason == gate.Paused
		require.True(t, byItself || !l.Until.IsZero(), "no latch but the hand's stays without a probe: %+v", l)
		require.False(t, l.Since.After(s.Now))
	}
	require.LessOrEqual(t, s.Pace.Next.Sub(s.Now), s.Pace.Spacing+time.Millisecond)
	require.GreaterOrEqual(t, s.Pace.Spacing, 336*time.Millisecond)
	require.LessOrEqual(t, s.Again.Until.Sub(s.Now), 30*time.Second)
	require.GreaterOrEqual(t, s.Size, 1)
}

// comesBack checks that an account whose calls go well again opens by itself, or at a hand's word.
func (m *model) comesBack() {
	if m.state().Account.Reason == gate.Paused {
		m.by(m.Resume)
	}
	m.out = nil // their processes died
	m.pass(time.Hour + probeLease)
	for range 3 {
		m.call(live, gate.Report{Kind: gate.Success})
		m.pass(time.Hour)
	}
	m.call(getquota, gate.Report{Kind: gate.Neutral})
	m.reading(gate.QuotaReading{Remain: 1000})
	require.Equal(m.t, "open", m.state().Status())
	require.Len(m.t, m.slot(live, bulk).May, 2)
}
