package batching

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func twin(c Class, value string) Item[string] {
	return Item[string]{Class: c, Key: "same", Value: value}
}

func TestEqualKeysGoInDifferentCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v, r := newValve(), &recorder{}
		r.answer = func(_ context.Context, b Batch[string]) Reply[string] {
			time.Sleep(10 * time.Second)
			return ok(b)
		}
		d := open(t, Config{InFlight: 5}, v, r)
		d.handItem(t.Context(), twin(bulk, "first"))
		d.handItem(t.Context(), twin(bulk, "second"))
		d.hand(t.Context(), bulk, "other")
		for range 5 {
			v.grants <- Slot{}
		}
		pass(9 * time.Second)
		require.Equal(t, [][]string{{"first", "other"}}, r.sent(), "the key is in a call")
		d.pending.Wait()
		require.Equal(t, [][]string{{"first", "other"}, {"second"}}, r.sent())
		d.shut()
	})
}

func TestMoreUrgentTwinNeedNotWaitForOneThatMayNotGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v, r := newValve(), &recorder{}
		d := open(t, Config{}, v, r)
		d.handItem(t.Context(), twin(bulk, "bulk"))
		d.handItem(t.Context(), twin(live, "live"))
		d.grant(v, 1)
		require.Equal(t, [][]string{{"live"}}, r.sent())
		v.grants <- Slot{}
		d.pending.Wait()
		require.Equal(t, [][]string{{"live"}, {"bulk"}}, r.sent())
		d.shut()
	})
}

func TestTwinOfASuspectWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v, r := newValve(), &recorder{}
		var success time.Time
		r.answer = func(context.Context, Batch[string]) Reply[string] { return whole(Split, success) }
		d := open(t, Config{}, v, r)
		v.grants <- Slot{}
		d.handItem(t.Context(), twin(bulk, "first"))
		d.handItem(t.Context(), twin(bulk, "second"))
		pass(10 * time.Second)
		require.Equal(t, Stats{Waiting: 1, Suspects: 1}, d.b.Stats())
		success = time.Now()
		d.grant(v, 1)
		require.Equal(t, "guilty", d.end("first"))
		d.grant(v, 1)
		require.Equal(t, [][]string{{"first"}, {"first"}, {"second"}}, r.sent())
		d.shut()
		require.Equal(t, ErrClosed.Error(), d.end("second"))
	})
}

func TestWithdrawnTwinLetsTheNextGo(t *testing.T) {
	for _, gone := range []int{0, 1} { // the one in the line, the one behind it
		synctest.Test(t, func(t *testing.T) {
			v, r := newValve(), &recorder{}
			d := open(t, Config{}, v, r)
			ctx, cancel := context.WithCancel(t.Context())
			contexts := []context.Context{t.Context(), t.Context()}
			contexts[gone] = ctx
			d.handItem(contexts[0], twin(bulk, "first"))
			d.handItem(contexts[1], twin(bulk, "second"))
			cancel()
			synctest.Wait()
			v.grants <- Slot{}
			v.grants <- Slot{}
			d.pending.Wait()
			require.Equal(t, [][]string{{[]string{"second", "first"}[gone]}}, r.sent())
			require.Equal(t, Stats{}, d.b.Stats())
			d.shut()
			require.Empty(t, d.b.state.byKey)
		})
	}
}

func TestItemsWithoutKeyAreNotTwins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v, r := newValve(), &recorder{}
		d := open(t, Config{}, v, r)
		d.handItem(t.Context(), Item[string]{Class: bulk, Value: "1"})
		d.handItem(t.Context(), Item[string]{Class: bulk, Value: "2"})
		v.grants <- Slot{}
		d.pending.Wait()
		require.Equal(t, [][]string{{"1", "2"}}, r.sent())
		d.shut()
	})
}
