package batching

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// instant is a carrier that answers every call at once.
type instant struct{}

func (instant) Call(_ context.Context, b Batch[int]) Reply[int] {
	r := Reply[int]{Results: make([]Result[int], len(b.Items)), Now: time.Now()}
	r.Success = r.Now
	for i, item := range b.Items {
		r.Results[i].Value = item.Value
	}
	return r
}

func (instant) Record(context.Context, []Settled[int, int]) error { return nil }

// BenchmarkDo is the whole path of an item, from Do to its result, with slots without limit.
func BenchmarkDo(b *testing.B) {
	for _, callers := range []int{1, 720, 10_000} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
			ctx, stop := context.WithCancel(b.Context())
			batcher := New(Config{InFlight: 16}, slotsFunc(always), instant{})
			ended := make(chan error, 1)
			go func() { ended <- batcher.Run(ctx) }()
			b.ReportAllocs()
			b.ResetTimer()
			var all sync.WaitGroup
			for c := range callers {
				all.Go(func() {
					for i := c; i < b.N; i += callers {
						_, _ = batcher.Do(ctx, Item[int]{Class: bulk, Key: strconv.Itoa(i), Value: i})
					}
				})
			}
			all.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "items/s")
			stop()
			require.NoError(b, <-ended)
		})
	}
}

// BenchmarkState is what an item costs under the lock, with 100,000 in line: in, into a batch, settled.
func BenchmarkState(b *testing.B) {
	s := newState[int, int](Config{}.withDefaults())
	in := func(i int) {
		s.add(&entry[int, int]{item: Item[int]{Class: bulk, Key: strconv.Itoa(i), Value: i}, done: make(chan ending[int], 1)})
	}
	for i := range 100_000 {
		in(i)
	}
	reply := Reply[int]{Results: make([]Result[int], 40)}
	now := time.Now()
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		in(100_000 + i)
		if i%40 == 39 {
			f := s.take(Slot{May: []Class{bulk}}, now)
			s.conclude(s.judge(f, reply, now))
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "items/s")
}

// BenchmarkWithdraw takes items out of a line of 100,000, wherever they are.
func BenchmarkWithdraw(b *testing.B) {
	s := newState[int, int](Config{}.withDefaults())
	entries := make([]*entry[int, int], 100_000)
	in := func(i int) {
		entries[i] = &entry[int, int]{item: Item[int]{Class: bulk, Key: strconv.Itoa(i)}, done: make(chan ending[int], 1)}
		s.add(entries[i])
	}
	for i := range entries {
		in(i)
	}
	b.ResetTimer()
	for i := range b.N {
		at := i * 7919 % len(entries)
		s.withdraw(entries[at])
		in(at)
	}
}
