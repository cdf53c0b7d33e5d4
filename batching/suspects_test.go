package batching

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestSuspectsBeyondTheLimitAreGivenBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &recorder{answer: func(context.Context, Batch[string]) Reply[string] { return whole(Split, time.Time{}) }}
		v := newValve()
		d := open(t, Config{MaxSuspects: 2, Rand: func() float64 { return 0.5 }}, v, r)
		for i := range 4 { // the last two are pinned
			v.grants <- Slot{}
			d.handItem(t.Context(), Item[string]{Class: bulk, Value: fmt.Sprint(i), Pinned: i >= 2})
		}
		require.Equal(t, 2, d.b.Stats().Suspects)
		back := (&GiveBack{Delay: 45 * time.Second}).Error()
		require.Equal(t, map[string]string{"0": back, "1": back}, d.ends)
		v.grants <- Slot{}
		d.handItem(t.Context(), Item[string]{Class: bulk, Value: "5", Pinned: true})
		require.Equal(t, 3, d.b.Stats().Suspects, "none of them may be given back")
		v.grants <- Slot{}
		_, err := d.b.Do(t.Context(), Item[string]{Class: bulk, Value: "6"})
		var given *GiveBack
		require.True(t, errors.As(err, &given))
		require.Equal(t, 45*time.Second, given.Delay)
		d.shut()
	})
}

// As long as nothing succeeds, the halves of refused batches make room for others as suspects do.
func TestHalvesThatNothingHasSucceededSinceAreGivenBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &recorder{answer: func(context.Context, Batch[string]) Reply[string] { return whole(Split, time.Time{}) }}
		v := newValve()
		d := open(t, Config{Most: 4, MaxSuspects: 6}, v, r)
		held := func() int { s := d.b.Stats(); return s.Grouped + s.Suspects }
		first := numbers("first", 4)
		d.handAll(first)
		d.grant(v, 1)
		require.Equal(t, 4, held())
		require.Empty(t, d.ends)
		d.handAll(numbers("second", 4))
		v.grants <- Slot{Probe: true} // those never tried go first
		d.b.Nudge()
		synctest.Wait()
		require.Equal(t, 6, held())
		require.Len(t, d.ends, 2)
		for _, n := range first {
			require.Empty(t, d.end(n), "those that have waited longest stay")
		}
		d.shut()
	})
}

func TestSuspectBacksOffToAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var at []time.Time
		r := &recorder{answer: func(context.Context, Batch[string]) Reply[string] {
			at = append(at, time.Now())
			return whole(Split, time.Time{})
		}}
		d := open(t, Config{}, slotsFunc(always), r)
		d.hand(t.Context(), bulk, "1")
		pass(5 * time.Minute)
		var waits []int
		for i := range at[1:] {
			waits = append(waits, int(at[i+1].Sub(at[i])/time.Second))
		}
		require.Equal(t, []int{1, 2, 4, 8, 16, 32, 60, 60, 60}, waits)
		d.shut()
	})
}

// Many ripe suspects do not keep out what is in the lines.
func TestRipeSuspectsTakeTurnsWithTheLines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newVendor()
		bad := numbers("bad", 30)
		for _, n := range bad {
			v.refuses[n] = true
		}
		d := open(t, Config{}, v, v)
		d.handAll(bad)
		pass(10 * time.Minute)
		d.hand(t.Context(), live, "good")
		for d.end("good") == "" {
			pass(100 * time.Millisecond)
		}
		start := time.Now()
		for i := range 5 {
			d.hand(t.Context(), live, fmt.Sprint("live", i))
		}
		pass(2 * time.Second)
		require.Equal(t, 6, d.count("registered"))
		require.Less(t, d.count("split"), 30)
		d.pending.Wait()
		require.Equal(t, 30, d.count("split"))
		require.Less(t, time.Since(start), 30*time.Second)
		d.shut()
	})
}

func TestLoneItemThatBreaksTheVendorIsCountedWhenOthersPass(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newVendor()
		v.breaks["bad"] = true
		d := open(t, Config{}, v, v)
		d.hand(t.Context(), bulk, "bad")
		pass(20 * time.Minute)
		require.Empty(t, d.end("bad"), "it may be the vendor's fault")
		d.hand(t.Context(), bulk, "good")
		d.pending.Wait()
		require.Equal(t, "again bad", d.end("bad"))
		require.Equal(t, []string{"again bad"}, v.recorded["bad"])
		d.shut()
	})
}
