package gate_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/batching"
	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
)

// link is a way to the vendor and a load, and what is accepted of the gate on it.
type link struct {
	name      string
	processes int
	jitter    time.Duration // uniform, of each call on its way to the vendor
	late      time.Duration // uniform, of each asker's timer
	vendor    func() vendor
	runs      uint64
	rate      float64 // least share of the ceiling over the first 100 calls, settling included
	refused   float64 // most share of calls refused after those
}

func TestPaceOnLinks(t *testing.T) {
	links := []link{
		{"fixed window", 4, 0, 2 * time.Millisecond, fixed, 1, 0.99, 0},
		{"busy machine", 1, 0, 15 * time.Millisecond, sliding, 1, 0.988, 0},
		{"busy machine", 4, 0, 15 * time.Millisecond, sliding, 1, 0.99, 0},
	}
	for _, processes := range []int{1, 2, 4} {
		links = append(links,
			link{"quiet", processes, 0, 2 * time.Millisecond, sliding, 1, 0.99, 0},
			link{"jitter of 50 ms", processes, 50 * time.Millisecond, 2 * time.Millisecond, sliding, 3, 0.955, 0.005},
		)
	}
	for _, l := range links {
		t.Run(fmt.Sprintf("%s, %d processes", l.name, l.processes), func(t *testing.T) {
			t.Parallel()
			var rate, refused float64
			for seed := range l.runs {
				w := newWay(l, seed)
				synctest.Test(t, w.run)
				rate += w.rate(100) / float64(l.runs)
				refused += w.refusedAfter(100) / float64(l.runs)
			}
			t.Logf("rate %.4f, refused %.4f", rate, refused)
			require.GreaterOrEqual(t, rate, l.rate, "share of the ceiling")
			require.LessOrEqual(t, rate, 1.01, "faster than the ceiling: the sum is wrong")
			require.LessOrEqual(t, refused, l.refused, "share refused")
		})
	}
}

// wayCalls are the calls of one run that are answered well.
const wayCalls = 300

// way is batchers, one a process, that share a gate before a vendor: the real ones, on the clock of a
// bubble, each item a call of its own.
type way struct {
	link
	gate *gate.Gate

	mu      sync.Mutex
	dice    *rand.Rand
	vendor  vendor
	begun   time.Time
	answers []answer    // in order
	live    []time.Time // when live items departed
}

type answer struct {
	at   time.Duration // since the begin
	well bool
}

func newWay(l link, seed uint64) *way {
	return &way{link: l, dice: rand.New(rand.NewPCG(seed, 17)), vendor: l.vendor()}
}

// run goes on until wayCalls were answered well.
func (w *way) run(t *testing.T) {
	w.serve(t, func(processes []*batching.Batcher[int, bool]) { w.backlog(t, processes, wayCalls).Wait() })
}

// serve has the processes work while do does.
func (w *way) serve(t *testing.T, do func(processes []*batching.Batcher[int, bool])) {
	w.gate = gate.New(redistest.Embedded(t), key, gate.Options{Jitter: w.chance})
	w.begun = time.Now()
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	processes := make([]*batching.Batcher[int, bool], w.processes)
	for i := range processes {
		processes[i] = batching.New[int, bool](batching.Config{Most: 1, InFlight: 16, Rand: w.chance}, asker{w}, w)
		running.Go(func() { _ = processes[i].Run(ctx) })
	}
	do(processes)
	stop()
	running.Wait()
}

// backlog hands n bulk items to the processes in turn; who waits for it waits for their ends.
func (w *way) backlog(t *testing.T, processes []*batching.Batcher[int, bool], n int) *sync.WaitGroup {
	var callers sync.WaitGroup
	for i := range n {
		callers.Go(func() { w.do(t, processes[i%len(processes)], bulk) })
	}
	return &callers
}

func (w *way) do(t *testing.T, process *batching.Batcher[int, bool], c gate.Class) {
	_, _ = process.Do(t.Context(), batching.Item[int]{Class: batching.Class{Lane: c.Lane, Rank: c.Rank}})
}

func (w *way) chance() float64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.dice.Float64()
}

func (w *way) upTo(most time.Duration) time.Duration {
	return time.Duration(w.chance() * float64(most))
}

// asker is a process's way to the gate; its timers are late.
type asker struct{ *way }

// Take implements batching.Slots.
//
//trackreg:sleeps in a bubble
func (a asker) Take(ctx context.Context, waiting []batching.Waiting) (batching.Slot, error) {
	time.Sleep(a.upTo(a.late))
	classes := make([]gate.Class, len(waiting))
	for i, w := range waiting {
		classes[i] = gate.Class{Lane: w.Lane, Rank: w.Rank, Spends: true, Fresh: w.Fresh}
	}
	slot, err := a.gate.Take(ctx, classes)
	granted := batching.Slot{Wait: slot.Wait, Probe: slot.Probe, Lease: slot.Lease, Most: slot.Most}
	for _, i := range slot.May {
		granted.May = append(granted.May, waiting[i].Class)
	}
	return granted, err
}

// Call implements batching.Carrier.
//
//trackreg:sleeps in a bubble
func (w *way) Call(ctx context.Context, b batching.Batch[int]) batching.Reply[bool] {
	if b.Items[0].Rank == live.Rank {
		w.live = append(w.live, time.Now())
	}
	time.Sleep(time.Millisecond + w.upTo(w.jitter))
	w.mu.Lock()
	well := w.vendor.admit(time.Since(w.begun))
	w.mu.Unlock()
	report := gate.Report{Kind: gate.Throttle, Lease: b.Slot.Lease}
	reply := batching.Reply[bool]{Whole: batching.Front, Ask: true}
	if well {
		time.Sleep(200 * time.Millisecond) // a refusal is no work
		report.Kind, report.Accepted = gate.Success, 40
		reply = batching.Reply[bool]{Results: []batching.Result[bool]{{Value: true}}}
	} else {
		time.Sleep(time.Millisecond)
	}
	w.mu.Lock()
	w.answers = append(w.answers, answer{time.Since(w.begun), well})
	w.mu.Unlock()
	effect, err := w.gate.Report(ctx, report)
	if err != nil {
		return batching.Reply[bool]{Whole: batching.Front}
	}
	reply.Now, reply.Success = effect.Now, effect.Success
	return reply
}

// Record implements batching.Carrier.
func (w *way) Record(context.Context, []batching.Settled[int, bool]) error { return nil }

// rate is what the first n good answers reached, as a share of 3 calls a second.
func (w *way) rate(n int) float64 {
	for _, a := range w.answers {
		if a.well {
			n--
		}
		if n == 0 {
			return float64(w.wellUntil(a.at)) / 3 / a.at.Seconds()
		}
	}
	return 0
}

func (w *way) wellUntil(end time.Duration) (n int) {
	for _, a := range w.answers {
		if a.well && a.at <= end {
			n++
		}
	}
	return n
}

func (w *way) refusedAfter(n int) float64 {
	refused := 0
	for _, a := range w.answers[n:] {
		if !a.well {
			refused++
		}
	}
	return float64(refused) / float64(len(w.answers)-n)
}
