package batching

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// numbers returns n numbers of a kind.
func numbers(kind string, n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf("%s%03d", kind, i)
	}
	return all
}

// callsFor sends one batch of 40, of which those at the positions bad are refused, and returns the calls made.
func callsFor(t *testing.T, bad ...int) (calls int) {
	synctest.Test(t, func(t *testing.T) {
		v := newVendor()
		all := numbers("n", 40)
		for _, i := range bad {
			v.refuses[all[i]] = true
		}
		v.gate.next = time.Now().Add(time.Second) // until all have come
		d := open(t, Config{InFlight: 16}, v, v)
		d.handAll(all)
		d.pending.Wait()
		d.shut()
		require.Equal(t, 40-len(bad), d.count("registered"), "bad: %v", bad)
		require.Equal(t, len(bad), d.count("split"), "bad: %v", bad)
		calls = len(v.calls)
	})
	return calls
}

func TestOnePoisonousOfForty(t *testing.T) {
	for i := range 40 {
		require.LessOrEqual(t, callsFor(t, i), 14, "at %d", i)
	}
}

func TestThreePoisonousOfForty(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	total, rounds := 0, 50
	for range rounds {
		calls := callsFor(t, rng.Perm(40)[:3]...)
		require.LessOrEqual(t, calls, 33) // the three as far apart as can be
		total += calls
	}
	t.Logf("on average %.1f calls", float64(total)/float64(rounds))
	require.Less(t, float64(total)/float64(rounds), 26.0)
}

// Depth-first, the two would be the first two lone calls with no success before: a fault of the account's.
func TestAdjacentPoisonousInOneBatch(t *testing.T) {
	for i := range 39 {
		require.LessOrEqual(t, callsFor(t, i, i+1), 25, "at %d", i)
	}
}

func TestNumberThatBreaksTheVendorKeepsNobodyOut(t *testing.T) {
	for _, position := range []int{0, 39, 200, 400} {
		synctest.Test(t, func(t *testing.T) {
			v := newVendor()
			all := numbers("n", 401)
			v.breaks[all[position]] = true
			d := open(t, Config{InFlight: 16}, v, v)
			start := time.Now()
			d.handAll(all)
			pass(time.Minute - time.Since(start))
			require.Equal(t, 400, d.count("registered"))
			d.pending.Wait()
			require.Equal(t, "again "+all[position], d.end(all[position]))
			require.Less(t, time.Since(start), 2*time.Minute)
			d.shut()
		})
	}
}

func TestPoisonousAsOnlyTrafficConvictNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newVendor()
		bad := numbers("bad", 60)
		for _, n := range bad {
			v.refuses[n] = true
		}
		d := open(t, Config{InFlight: 16}, v, v)
		d.handAll(bad)
		pass(time.Hour)
		require.Zero(t, len(d.ends), "nothing has succeeded, so nothing is proven")
		require.Equal(t, 60, d.b.Stats().Suspects)

		start := time.Now()
		d.handAll(numbers("good", 80))
		for d.count("registered") < 80 {
			pass(time.Second)
		}
		require.Less(t, time.Since(start), 2*time.Minute+10*time.Second, "a probe a minute, and two of them")
		start = time.Now()
		d.pending.Wait()
		require.Equal(t, 60, d.count("split"))
		require.Less(t, time.Since(start), 90*time.Second, "proven by the success, none waits out its backoff")
		d.shut()
	})
}

func TestPoisonousDoNotUseUpTheProbes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newVendor()
		bad := numbers("bad", 10)
		for _, n := range bad {
			v.refuses[n] = true
		}
		d := open(t, Config{InFlight: 16}, v, v)
		d.handAll(bad)
		pass(10 * time.Minute)
		v.mu.Lock()
		require.True(t, v.gate.halfOpen)
		v.mu.Unlock()

		start := time.Now()
		d.handAll(numbers("good", 200))
		for d.count("registered") < 200 {
			pass(time.Second)
		}
		require.Less(t, time.Since(start), 70*time.Second, "the first probe is made with good ones")
		d.pending.Wait()
		require.Equal(t, 10, d.count("split"))
		d.shut()
	})
}

func TestSlowVendor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newVendor()
		v.service = 30 * time.Second
		v.gate.next = time.Now().Add(time.Second)
		d := open(t, Config{InFlight: 16}, v, v)
		d.handAll(numbers("n", 1600))
		start := time.Now()
		d.pending.Wait()
		require.Less(t, time.Since(start), 105*time.Second, "three rounds")
		require.Equal(t, 1600, d.count("registered"))
		require.Equal(t, 16, v.highest)
		require.Equal(t, 1.0, v.fill())
		d.shut()
	})
}

func TestFaultOfTheAccountConvictsNobody(t *testing.T) {
	for _, whole := range []Whole{Split, Again, Front} {
		t.Run(whole.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				v := newVendor()
				end := time.Now().Add(30 * time.Minute)
				v.fault = func(call) (Whole, bool) { return whole, time.Now().Before(end) }
				d := open(t, Config{InFlight: 16}, v, v)
				d.handAll(numbers("n", 640))
				d.pending.Wait()
				t.Logf("%d calls, %s after the end", len(v.calls), time.Since(end))
				require.Equal(t, 640, d.count("registered"))
				require.Less(t, time.Since(end), 5*time.Minute)
				d.shut()
			})
		})
	}
}

// A number for which the account is refused each time, as by a firewall that reads the call, does not
// keep those behind it out: a probe that it has spoilt is not made with the same batch again.
func TestNumberThatHasTheAccountHeldKeepsNobodyOut(t *testing.T) {
	for _, position := range []int{0, 39, 200, 400} {
		synctest.Test(t, func(t *testing.T) {
			v := newVendor()
			all := numbers("n", 401)
			v.holds[all[position]] = true
			d := open(t, Config{InFlight: 16}, v, v)
			start := time.Now()
			d.handAll(all)
			for d.count("registered") < 400 {
				pass(time.Second)
				require.Less(t, time.Since(start), 20*time.Minute, "%d of 400", d.count("registered"))
			}
			t.Logf("at %d: %s, %d calls", position, time.Since(start), len(v.calls))
			d.pending.Wait()
			require.Equal(t, "again "+all[position], d.end(all[position]), "it is the number's own")
			d.shut()
		})
	}
}

// Where those that are refused so are all there is, nobody is blamed.
func TestNumbersThatHaveTheAccountHeldAsOnlyTraffic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newVendor()
		bad := numbers("bad", 60)
		for _, n := range bad {
			v.holds[n] = true
		}
		d := open(t, Config{InFlight: 16}, v, v)
		d.handAll(bad)
		pass(6 * time.Hour)
		require.Empty(t, d.ends)
		d.handAll(numbers("good", 80))
		start := time.Now()
		for d.count("registered") < 80 {
			pass(time.Second)
			require.Less(t, time.Since(start), 3*time.Hour)
		}
		t.Logf("%s", time.Since(start))
		d.shut()
	})
}
