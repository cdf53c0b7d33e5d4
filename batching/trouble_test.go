package batching

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

var errAway = errors.New("redis is away")

func TestTakeThatFailsIsAskedAgainEverMoreSlowly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked []time.Time
		slots := slotsFunc(func(ctx context.Context, waiting []Waiting) (Slot, error) {
			if asked = append(asked, time.Now()); len(asked) <= 8 {
				return Slot{}, errAway
			}
			return always(ctx, waiting)
		})
		d := open(t, Config{Rand: func() float64 { return 0 }}, slots, &recorder{})
		d.hand(t.Context(), bulk, "1")
		d.pending.Wait()
		require.Equal(t, "ok", d.end("1"))
		var waits []time.Duration
		for i := range asked[1:] {
			waits = append(waits, asked[i+1].Sub(asked[i])/time.Millisecond)
		}
		require.Equal(t, []time.Duration{100, 200, 400, 800, 1600, 2000, 2000, 2000}, waits)
		d.shut()
	})
}

func TestShutdownWhileTakeFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slots := slotsFunc(func(context.Context, []Waiting) (Slot, error) { return Slot{}, errAway })
		d := open(t, Config{}, slots, &recorder{})
		d.hand(t.Context(), bulk, "1")
		start := time.Now()
		d.shut()
		require.Zero(t, time.Since(start))
	})
}

func TestWhatIsNotRecordedIsSentAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fails := 0
		r := &recorder{failed: func() error {
			if fails++; fails <= 3 {
				return errAway
			}
			return nil
		}}
		d := open(t, Config{Most: 2, Rand: func() float64 { return 0 }}, slotsFunc(always), r)
		start := time.Now()
		d.hand(t.Context(), bulk, "1")
		d.hand(t.Context(), bulk, "2")
		d.pending.Wait()
		require.Equal(t, 700*time.Millisecond, time.Since(start))
		require.Equal(t, [][]string{{"1"}, {"1", "2"}, {"1", "2"}, {"1", "2"}}, r.sent())
		require.Equal(t, []string{"1", "2"}, r.kept())
		d.shut()
	})
}

// A lone item found guilty, but not recorded, stays a group of its own: among others it would spoil their call.
func TestGuiltyButNotRecordedStaysAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fails := 0
		r := &recorder{failed: func() error {
			if fails++; fails == 2 {
				return errAway
			}
			return nil
		}}
		var success time.Time
		r.answer = func(_ context.Context, b Batch[string]) Reply[string] {
			if b.Items[0].Value == "bad" {
				return whole(Split, success)
			}
			success = time.Now()
			return ok(b)
		}
		v := newValve()
		d := open(t, Config{}, v, r)
		v.grants <- Slot{}
		d.hand(t.Context(), bulk, "bad")
		pass(time.Millisecond) // so that the success is later
		v.grants <- Slot{}
		d.hand(t.Context(), bulk, "good") // makes it ripe
		pass(time.Second)
		d.hand(t.Context(), bulk, "new")
		for range 3 {
			v.grants <- Slot{}
		}
		d.pending.Wait()
		require.Equal(t, "guilty", d.end("bad"))
		for _, sent := range r.sent() {
			require.Len(t, sent, 1)
		}
		d.shut()
	})
}
