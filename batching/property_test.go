package batching

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// schedule is all that happens to a batcher in one run of the property test.
type schedule struct {
	cfg     Config
	items   []arrival
	faults  []Whole // how calls end, in turn; after these as the items say
	records []bool  // whether a recording fails
	slots   []Slot  // Most and Probe of the slots; a Wait refuses one
	bad     map[string]Whole
}

type arrival struct {
	item  Item[string]
	after time.Duration // since the one before
	stays time.Duration // how long its caller waits; 0: to the end
}

func drawSchedule(t *rapid.T) schedule {
	s := schedule{bad: map[string]Whole{}}
	s.cfg = Config{
		Most:        rapid.IntRange(1, 8).Draw(t, "most"),
		InFlight:    rapid.IntRange(1, 4).Draw(t, "in flight"),
		MaxSuspects: rapid.IntRange(0, 5).Draw(t, "suspects"),
	}
	millis := func(most int, name string) time.Duration {
		return time.Duration(rapid.IntRange(0, most).Draw(t, name)) * time.Millisecond
	}
	for i := range rapid.IntRange(1, 40).Draw(t, "items") {
		class := rapid.SampledFrom([]Class{live, bulk, bulk, bulk, {Lane: "another", Rank: 1}}).Draw(t, "class")
		a := arrival{after: millis(300, "after"), item: Item[string]{Class: class, Value: fmt.Sprint(i),
			Key: fmt.Sprint(rapid.IntRange(1, 30).Draw(t, "key")), Pinned: rapid.Bool().Draw(t, "pinned")}}
		if rapid.IntRange(0, 4).Draw(t, "leaves") == 0 {
			a.stays = 1 + millis(5000, "stays")
		}
		if rapid.IntRange(0, 5).Draw(t, "bad") == 0 {
			s.bad[a.item.Value] = rapid.SampledFrom([]Whole{Again, Split}).Draw(t, "how")
		}
		s.items = append(s.items, a)
	}
	s.faults = rapid.SliceOfN(rapid.SampledFrom([]Whole{Answered, Answered, Front, Again, Split}), 0, 40).Draw(t, "faults")
	s.records = rapid.SliceOfN(rapid.Bool(), 0, 10).Draw(t, "records")
	for range rapid.IntRange(0, 30).Draw(t, "slots") {
		s.slots = append(s.slots, Slot{Most: rapid.IntRange(0, 10).Draw(t, "slot most"),
			Probe: rapid.Bool().Draw(t, "probe"), Wait: millis(400, "wait") * time.Duration(rapid.IntRange(0, 1).Draw(t, "refused"))})
	}
	return s
}

// witness runs a schedule and notes whatever must not happen.
type witness struct {
	schedule
	mu       sync.Mutex
	slotsN   int
	callsN   int
	recordsN int
	flying   map[string]bool // keys in a call
	settled  map[string]bool // values recorded
	returned map[string]int  // values, by how often Do has returned
	success  time.Time
	wrong    []string
}

func (w *witness) require(holds bool, format string, args ...any) {
	if !holds {
		w.wrong = append(w.wrong, fmt.Sprintf(format, args...))
	}
}

func (w *witness) Take(_ context.Context, waiting []Waiting) (Slot, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.require(len(waiting) > 0, "asked for nothing")
	var slot Slot
	if w.slotsN < len(w.slots) {
		slot = w.slots[w.slotsN]
		w.slotsN++
		if slot.Wait > 0 {
			return slot, nil
		}
	}
	slot.May = classes(waiting)
	if w.slotsN%3 == 0 {
		slot.May = slot.May[:1]
	}
	return slot, nil
}

//trackreg:sleeps in the bubble of the property
func (w *witness) Call(_ context.Context, b Batch[string]) Reply[string] {
	w.depart(b)
	time.Sleep(150 * time.Millisecond)
	return w.land(b)
}

func (w *witness) depart(b Batch[string]) {
	w.mu.Lock()
	defer w.mu.Unlock()
	most := w.cfg.Most
	if b.Slot.Most > 0 {
		most = min(most, b.Slot.Most)
	}
	w.require(len(b.Items) > 0 && len(b.Items) <= most, "%d items where %d may go", len(b.Items), most)
	for i, item := range b.Items {
		w.require(slices.Contains(b.Slot.May, item.Class), "%v may not go", item.Class)
		w.require(!w.flying[item.Key], "key %s twice in calls", item.Key)
		w.require(!w.settled[item.Value], "%s settled and sent again", item.Value)
		w.require(i == 0 || b.Items[i-1].Rank <= item.Rank, "rank %d before %d", b.Items[0].Rank, item.Rank)
		w.flying[item.Key] = true
	}
}

func (w *witness) land(b Batch[string]) Reply[string] {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, item := range b.Items {
		delete(w.flying, item.Key)
	}
	now := time.Now().Add(clockGap)
	r := Reply[string]{Whole: w.ending(b), Now: now}
	if r.Whole == Answered {
		w.success = now
	}
	r.Success = w.success
	for i := range b.Items {
		r.Results = append(r.Results, Result[string]{Value: b.Items[i].Value, Keep: w.callsN < len(w.faults) && i%4 == 3})
	}
	r.Own = func(i int) string { return b.Items[i].Value }
	return r
}

func (w *witness) ending(b Batch[string]) Whole {
	w.callsN++
	if w.callsN <= len(w.faults) {
		return w.faults[w.callsN-1]
	}
	for _, item := range b.Items {
		if whole := w.bad[item.Value]; whole != Answered {
			return whole
		}
	}
	return Answered
}

func (w *witness) Record(_ context.Context, settled []Settled[string, string]) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.recordsN++
	if w.recordsN <= len(w.records) && w.records[w.recordsN-1] {
		return errAway
	}
	for _, s := range settled {
		w.require(!w.settled[s.Item.Value], "%s settled twice", s.Item.Value)
		w.require(s.Result == s.Item.Value, "%s got the result of %s", s.Item.Value, s.Result)
		w.settled[s.Item.Value] = true
	}
	return nil
}

// do hands in one item and checks what its caller is told.
func (w *witness) do(ctx context.Context, b *Batcher[string, string], a arrival) {
	if a.stays > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, a.stays)
		defer cancel()
	}
	result, err := b.Do(ctx, a.item)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.returned[a.item.Value]++
	var given *GiveBack
	switch {
	case err == nil:
		w.require(result == a.item.Value, "%s was told the result of %s", a.item.Value, result)
		w.require(w.settled[a.item.Value], "%s was told before it was recorded", a.item.Value)
	case errors.As(err, &given):
		w.require(!a.item.Pinned, "%s is pinned and was given back", a.item.Value)
		w.require(given.Delay >= 30*time.Second && given.Delay <= time.Minute, "delay %s", given.Delay)
		w.require(!w.settled[a.item.Value], "%s was settled and given back", a.item.Value)
	default:
		w.require(a.stays > 0 && errors.Is(err, context.DeadlineExceeded), "%s: %v", a.item.Value, err)
		w.require(!w.settled[a.item.Value], "%s was settled and withdrawn", a.item.Value)
	}
}

//trackreg:sleeps in the bubble of the property
func (w *witness) run(ctx context.Context) {
	ctx, stop := context.WithCancel(ctx)
	b := New(w.cfg, w, w)
	var running, callers sync.WaitGroup
	running.Go(func() { w.require(b.Run(ctx) == nil, "Run failed") })
	for _, a := range w.items {
		time.Sleep(a.after)
		callers.Go(func() { w.do(context.Background(), b, a) })
	}
	// Good ones keep coming, so that what is bad can be proven.
	for i := range 40 {
		time.Sleep(30 * time.Second)
		value := fmt.Sprint("good", i)
		callers.Go(func() {
			w.do(context.Background(), b, arrival{item: Item[string]{Class: live, Key: value, Value: value, Pinned: true}})
		})
	}
	callers.Wait()
	w.require(b.Stats() == Stats{}, "left over: %+v", b.Stats())
	stop()
	running.Wait()
	w.require(len(b.state.byKey) == 0, "keys left over: %d", len(b.state.byKey))
	for _, a := range w.items {
		w.require(w.returned[a.item.Value] == 1, "%s returned %d times", a.item.Value, w.returned[a.item.Value])
	}
}

func TestWhateverHappensEveryCallerIsToldOnce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := &witness{schedule: drawSchedule(rt), flying: map[string]bool{}, settled: map[string]bool{}, returned: map[string]int{}}
		synctest.Test(t, func(t *testing.T) { w.run(t.Context()) })
		if len(w.wrong) > 0 {
			rt.Fatal(w.wrong)
		}
	})
}
