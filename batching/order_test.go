package batching

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestLiveGoesFirstAndBulkFillsUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v, r := newValve(), &recorder{}
		d := open(t, Config{Most: 3}, v, r)
		for _, n := range []string{"b1", "b2", "b3"} {
			d.hand(t.Context(), bulk, n)
		}
		d.hand(t.Context(), live, "l1")
		d.grant(v, 2)
		require.Equal(t, [][]string{{"l1", "b1", "b2"}, {"b3"}}, r.sent())
		d.shut()
	})
}

func TestOnlyClassesThatMayGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v, r := newValve(), &recorder{}
		d := open(t, Config{}, v, r)
		d.hand(t.Context(), bulk, "b1")
		d.hand(t.Context(), live, "l1")
		d.hand(t.Context(), Class{Lane: "another"}, "a1")
		v.grants <- Slot{May: []Class{live}}
		d.grant(v, 0)
		require.Equal(t, [][]string{{"l1"}}, r.sent())
		v.grants <- Slot{May: []Class{bulk, {Lane: "another"}}}
		d.grant(v, 0)
		require.Equal(t, [][]string{{"l1"}, {"b1"}}, r.sent(), "a batch is of one Lane")
		v.grants <- Slot{}
		d.pending.Wait()
		d.shut()
	})
}

func TestAsksAgainWhenAClassJoins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex // what a timer wakes is not ordered behind what was read before
		var all [][]Waiting
		slots := slotsFunc(func(_ context.Context, waiting []Waiting) (Slot, error) {
			mu.Lock()
			defer mu.Unlock()
			all = append(all, waiting)
			return Slot{Wait: time.Minute}, nil
		})
		asked := func() [][]Waiting {
			mu.Lock()
			defer mu.Unlock()
			return slices.Clone(all)
		}
		d := open(t, Config{}, slots, &recorder{})
		d.hand(t.Context(), bulk, "b1")
		d.hand(t.Context(), bulk, "b2")
		require.Len(t, asked(), 1, "bulk waited already")
		d.hand(t.Context(), live, "l1")
		require.Len(t, asked(), 2)
		require.Equal(t, []Waiting{{live, true}, {bulk, true}}, asked()[1])
		pass(59 * time.Second)
		require.Len(t, asked(), 2)
		pass(2 * time.Second)
		require.Len(t, asked(), 3, "the wait was over")
		d.b.Nudge()
		synctest.Wait()
		require.Len(t, asked(), 4)
		d.shut()
	})
}

func TestAsksAgainWhenAClassTurnsFresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v, r := newValve(), &recorder{}
		r.answer = func(context.Context, Batch[string]) Reply[string] { return whole(Split, time.Time{}) }
		d := open(t, Config{}, v, r)
		v.grants <- Slot{}
		d.hand(t.Context(), bulk, "suspect")
		pass(1100 * time.Millisecond) // its backoff
		asked := v.asks()
		require.Equal(t, []Waiting{{bulk, false}}, v.asked[asked-1])
		d.hand(t.Context(), bulk, "new")
		require.Equal(t, asked+1, v.asks())
		require.Equal(t, []Waiting{{bulk, true}}, v.asked[asked])
		d.shut()
	})
}

func TestASuccessAfterFailuresAsksAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asks, calls atomic.Int64
		slots := slotsFunc(func(_ context.Context, waiting []Waiting) (Slot, error) {
			if asks.Add(1) <= 2 {
				return Slot{May: classes(waiting)}, nil
			}
			return Slot{Wait: time.Hour}, nil
		})
		r := &recorder{answer: func(_ context.Context, b Batch[string]) Reply[string] {
			if calls.Add(1) == 1 {
				return whole(Again, time.Time{})
			}
			time.Sleep(time.Second)
			return ok(b)
		}}
		d := open(t, Config{Most: 1, InFlight: 2}, slots, r)
		d.hand(t.Context(), bulk, "a")
		d.hand(t.Context(), bulk, "b")
		require.EqualValues(t, 3, asks.Load())
		pass(2 * time.Second)
		require.EqualValues(t, 4, asks.Load(), "the hour was said while calls failed")
		d.shut()
	})
}

func TestFrontKeepsTheOrderOfArrival(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v, r := newValve(), &recorder{}
		r.answer = func(_ context.Context, b Batch[string]) Reply[string] {
			if time.Sleep(time.Second); len(r.sent()) < 3 {
				return whole(Front, time.Time{})
			}
			return ok(b)
		}
		d := open(t, Config{Most: 2, InFlight: 2}, v, r)
		for _, n := range []string{"1", "2", "3", "4", "5"} {
			d.hand(t.Context(), bulk, n)
		}
		d.grant(v, 2)
		pass(2 * time.Second)
		require.Equal(t, 5, d.b.Stats().Waiting)
		for range 3 {
			d.grant(v, 1)
			pass(2 * time.Second)
		}
		d.pending.Wait()
		sent := r.sent()
		require.Equal(t, []string{"1", "2"}, sent[len(sent)-3])
		require.Equal(t, []string{"3", "4"}, sent[len(sent)-2])
		require.Equal(t, []string{"5"}, sent[len(sent)-1])
		d.shut()
	})
}

func TestKeptItemsGoAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &recorder{}
		r.answer = func(_ context.Context, b Batch[string]) Reply[string] {
			reply := ok(b)
			if len(r.sent()) == 1 {
				reply.Results[0].Keep = true
				reply.Results = reply.Results[:2] // the third is missing
			}
			return reply
		}
		v := newValve()
		d := open(t, Config{}, v, r)
		for _, n := range []string{"1", "2", "3"} {
			d.hand(t.Context(), bulk, n)
		}
		d.grant(v, 2)
		d.pending.Wait()
		require.Equal(t, [][]string{{"1", "2", "3"}, {"1", "3"}}, r.sent())
		require.Equal(t, []string{"2", "1", "3"}, r.kept())
		d.shut()
	})
}

func TestSlotThatFindsNothingIsReturned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &returner{asked: make(chan struct{}), grant: make(chan struct{})}
		d := open(t, Config{}, s, &recorder{})
		ctx, cancel := context.WithCancel(t.Context())
		d.hand(ctx, bulk, "withdrawn")
		<-s.asked
		cancel()
		synctest.Wait()
		close(s.grant)
		synctest.Wait()
		require.Equal(t, []string{"probe-1"}, s.returned)
		d.shut()
	})
}

// returner grants a probe when told to, and is told of one that was not used.
type returner struct {
	asked, grant chan struct{}
	returned     []string
}

func (r *returner) Take(context.Context, []Waiting) (Slot, error) {
	r.asked <- struct{}{}
	<-r.grant
	return Slot{May: []Class{bulk}, Probe: true, Lease: "probe-1"}, nil
}

func (r *returner) Return(_ context.Context, slot Slot) {
	r.returned = append(r.returned, slot.Lease)
}

func TestAsksAgainAtOnceWhenARefusedCallLeavesItsSlot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v, r := newValve(), &recorder{}
		refuse := make(chan Reply[string])
		r.answer = func(_ context.Context, b Batch[string]) Reply[string] {
			if reply, refused := <-refuse; refused {
				return reply
			}
			return ok(b)
		}
		d := open(t, Config{Most: 1, InFlight: 3}, v, r)
		d.hand(t.Context(), bulk, "b1")
		d.hand(t.Context(), bulk, "b2")
		d.hand(t.Context(), bulk, "b3")
		d.grant(v, 2)
		asks := v.asks()
		require.Len(t, r.sent(), 2)

		refuse <- Reply[string]{Whole: Front}
		synctest.Wait()
		require.Equal(t, asks, v.asks(), "the answer that it waits out holds still")
		refuse <- Reply[string]{Whole: Front, Ask: true}
		synctest.Wait()
		require.Equal(t, asks+1, v.asks())

		close(refuse)
		d.grant(v, 3)
		d.shut()
	})
}
