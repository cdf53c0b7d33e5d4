package job

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/gate"
)

// gateAt is a gate whose state is a function of the time since it was made.
type gateAt struct {
	begun time.Time
	state func(since time.Duration) gate.State
}

func (g gateAt) Read(context.Context) (gate.State, error) {
	s := g.state(time.Since(g.begun))
	s.Now = time.Now()
	return s, nil
}

func (g gateAt) ProbeNow(context.Context) (gate.Effect, error) { return gate.Effect{}, nil }

func TestClosing(t *testing.T) {
	latch := func(reason gate.Reason, wait time.Duration) gate.Latch {
		return gate.Latch{Reason: reason, Why: "the vendor said so", Until: time.Now().Add(wait)}
	}
	for name, c := range map[string]struct {
		state  func(time.Duration) gate.State
		live   bool
		says   string // "": never closed
		within time.Duration
	}{
		"open": {state: func(time.Duration) gate.State { return gate.State{} }},
		"held": {says: "account main is held", within: 2 * time.Second,
			state: func(time.Duration) gate.State { return gate.State{Account: latch(gate.Held, time.Minute)} }},
		"held for a moment": {state: func(since time.Duration) gate.State {
			if since < 900*time.Millisecond {
				return gate.State{Account: latch(gate.Held, time.Minute)}
			}
			return gate.State{}
		}},
		"held and probing": {state: func(time.Duration) gate.State {
			return gate.State{Account: latch(gate.Held, time.Minute), Probing: true}
		}},
		"short throttle": {state: func(time.Duration) gate.State {
			return gate.State{Account: latch(gate.Throttled, 10*time.Second)}
		}},
		"long throttle": {says: "is throttled", within: 2 * time.Second, state: func(time.Duration) gate.State {
			return gate.State{Account: latch(gate.Throttled, time.Hour)}
		}},
		"reserve, bulk": {says: "for live numbers", within: 2 * time.Second, state: func(time.Duration) gate.State {
			return gate.State{Spend: latch(gate.Reserved, time.Hour), Quota: gate.Quota{At: time.Now()}}
		}},
		"reserve, live": {live: true, state: func(time.Duration) gate.State {
			return gate.State{Spend: latch(gate.Reserved, time.Hour), Quota: gate.Quota{At: time.Now()}}
		}},
		"drained, and the quota read since": {says: "has no quota left", within: 2 * time.Second, state: func(time.Duration) gate.State {
			return gate.State{Spend: latch(gate.QuotaDrained, time.Hour), Quota: gate.Quota{At: time.Now()}}
		}},
		"drained, until the first reading": {state: func(since time.Duration) gate.State {
			if since < 30*time.Second {
				return gate.State{Spend: latch(gate.QuotaDrained, time.Hour)}
			}
			return gate.State{}
		}},
		"drained, and the quota cannot be read": {says: "has no quota left", within: time.Minute, state: func(time.Duration) gate.State {
			return gate.State{Spend: latch(gate.QuotaDrained, time.Hour)}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
				defer cancel()
				begun := time.Now()
				w := gateWatch{gate: gateAt{begun, c.state}, account: "main", live: c.live, seen: func(gate.State) {}}
				why := w.watch(ctx)
				if c.says == "" {
					require.Empty(t, why)
					return
				}
				require.Contains(t, why, c.says)
				require.Contains(t, why, "the vendor said so")
				require.LessOrEqual(t, time.Since(begun), c.within)
			})
		})
	}
}
