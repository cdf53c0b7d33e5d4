package batching

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// slow answers after 10 s, or with Again when its context ends.
func slow(ctx context.Context, b Batch[string]) Reply[string] {
	select {
	case <-time.After(10 * time.Second):
		return ok(b)
	case <-ctx.Done():
		return whole(Again, time.Time{})
	}
}

func TestCancellingTakesBackOneItemOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v, r := newValve(), &recorder{}
		d := open(t, Config{}, v, r)
		ctx, cancel := context.WithCancel(t.Context())
		d.hand(t.Context(), bulk, "1")
		d.hand(ctx, bulk, "2")
		d.hand(t.Context(), bulk, "3")
		cancel()
		synctest.Wait()
		require.Equal(t, context.Canceled.Error(), d.end("2"))
		v.grants <- Slot{}
		d.pending.Wait()
		require.Equal(t, [][]string{{"1", "3"}}, r.sent())
		d.shut()
	})
}

func TestLeavingDuringTheCallWaitsForItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v, r := newValve(), &recorder{answer: slow}
		d := open(t, Config{}, v, r)
		v.grants <- Slot{}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		result, err := d.b.Do(ctx, Item[string]{Class: bulk, Value: "1"})
		require.NoError(t, err)
		require.Equal(t, "ok", result)
		require.Equal(t, []string{"1"}, r.kept())
		require.Equal(t, Stats{}, d.b.Stats())
		d.shut()
	})
}

func TestLeavingDuringACallThatSettlesNothing(t *testing.T) {
	for _, w := range []Whole{Front, Again, Split} {
		synctest.Test(t, func(t *testing.T) {
			v, r := newValve(), &recorder{}
			r.answer = func(context.Context, Batch[string]) Reply[string] {
				time.Sleep(10 * time.Second)
				return whole(w, time.Time{})
			}
			d := open(t, Config{}, v, r)
			v.grants <- Slot{}
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			d.hand(ctx, bulk, "1")
			d.pending.Wait()
			pass(10 * time.Second)
			require.Equal(t, Stats{}, d.b.Stats(), "it does not go back")
			require.Empty(t, d.b.state.byKey)
			d.shut()
		})
	}
}

func TestWithdrawingSetAside(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v, r := newValve(), &recorder{}
		r.answer = func(context.Context, Batch[string]) Reply[string] { return whole(Split, time.Time{}) }
		d := open(t, Config{}, v, r)
		ctx, cancel := context.WithCancel(t.Context())
		for _, n := range []string{"1", "2", "3"} {
			d.hand(ctx, bulk, n)
		}
		d.grant(v, 1)
		require.Equal(t, Stats{Groups: 2, Grouped: 3}, d.b.Stats())
		cancel()
		d.pending.Wait()
		require.Equal(t, Stats{}, d.b.Stats())
		d.shut()
	})
}

func TestShutdownLetsCallsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v, r := newValve(), &recorder{answer: slow}
		d := open(t, Config{Most: 1, InFlight: 2}, v, r)
		v.grants <- Slot{}
		d.hand(t.Context(), bulk, "sent")
		d.hand(t.Context(), bulk, "waiting")
		start := time.Now()
		d.stop()
		v.grants <- Slot{} // too late
		synctest.Wait()
		d.hand(t.Context(), bulk, "while closing")
		require.Empty(t, d.end("waiting"))
		d.pending.Wait()
		require.Equal(t, 10*time.Second, time.Since(start))
		require.Equal(t, "ok", d.end("sent"))
		require.Equal(t, ErrClosed.Error(), d.end("waiting"))
		require.Equal(t, ErrClosed.Error(), d.end("while closing"))
		require.Equal(t, [][]string{{"sent"}}, r.sent())
		d.shut()
		_, err := d.b.Do(t.Context(), Item[string]{Class: bulk})
		require.ErrorIs(t, err, ErrClosed)
		require.ErrorIs(t, d.b.Run(t.Context()), ErrClosed)
	})
}

func TestAbandonCutsCallsOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v, r := newValve(), &recorder{answer: slow}
		d := open(t, Config{}, v, r)
		v.grants <- Slot{}
		d.hand(t.Context(), bulk, "1")
		start := time.Now()
		d.stop()
		d.b.Abandon()
		d.shut()
		require.Zero(t, time.Since(start))
		require.Equal(t, ErrClosed.Error(), d.end("1"))
		d.b.Abandon()
	})
}

func TestClosingAnswersAllThatIsSetAside(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v, r := newValve(), &recorder{}
		r.answer = func(context.Context, Batch[string]) Reply[string] { return whole(Split, time.Time{}) }
		d := open(t, Config{}, v, r)
		for _, value := range []string{"1", "2"} {
			d.hand(t.Context(), bulk, value)
		}
		d.grant(v, 1)
		d.handItem(t.Context(), Item[string]{Class: live, Key: "1", Value: "twin"})
		d.shut()
		require.Equal(t, 3, d.count(ErrClosed.Error()))
	})
}

func TestRunTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := open(t, Config{}, newValve(), &recorder{})
		synctest.Wait()
		require.ErrorIs(t, d.b.Run(t.Context()), errTwice)
		d.shut()
	})
}

func TestDoWithAContextThatHasEnded(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := New(Config{}, newValve(), &recorder{}).Do(ctx, Item[string]{Class: bulk})
	require.ErrorIs(t, err, context.Canceled)
}
