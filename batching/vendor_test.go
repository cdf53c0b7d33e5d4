package batching

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

var (
	live = Class{Lane: "register", Rank: 0}
	bulk = Class{Lane: "register", Rank: 2}
)

// vendor is a simulated vendor with its gate: it grants slots at a pace, backs off after Again, and
// closes and goes half-open as an account's gate does. Its clock is far from the local one, so that
// a mix-up of the two shows.
type vendor struct {
	service time.Duration            // how long a call takes
	refuses map[string]bool          // numbers that make a call end in Split
	breaks  map[string]bool          // numbers that make a call end in Again
	holds   map[string]bool          // numbers that make a call end in Again, and the account held
	fault   func(call) (Whole, bool) // overrides all that, if true

	mu       sync.Mutex
	calls    []call
	inFlight int
	highest  int // most calls at once
	recorded map[string][]string
	success  time.Time
	gate     gate
}

type call struct {
	at      time.Time
	numbers []string
	slot    Slot
	since   time.Time
	whole   Whole
	held    bool // it has the account held
}

type gate struct {
	next      time.Time // the pace
	until     time.Time // backing off, or closed
	fails     int
	halfOpen  bool
	opened    time.Time // since when half-open
	probing   bool
	holds     int
	lone      string // the last call's number, if it was refused alone
	loneSince time.Time
}

const (
	spacing  = 340 * time.Millisecond
	clockGap = -7 * time.Hour
)

func newVendor() *vendor {
	return &vendor{
		service:  200 * time.Millisecond,
		refuses:  map[string]bool{},
		breaks:   map[string]bool{},
		holds:    map[string]bool{},
		recorded: map[string][]string{},
	}
}

// Take implements Slots.
func (v *vendor) Take(_ context.Context, waiting []Waiting) (Slot, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	g, now := &v.gate, time.Now()
	if wait := max(g.until.Sub(now), g.next.Sub(now)); wait > 0 {
		return Slot{Wait: min(wait, time.Second)}, nil
	}
	if g.halfOpen {
		if g.opened.IsZero() {
			g.opened = now
		}
		fresh := slices.ContainsFunc(waiting, func(w Waiting) bool { return w.Fresh })
		if g.probing || !fresh && now.Sub(g.opened) < 2*time.Second {
			return Slot{Wait: 100 * time.Millisecond}, nil
		}
		g.probing = true
	}
	g.next = now.Add(spacing)
	slot := Slot{Probe: g.halfOpen}
	for _, w := range waiting {
		slot.May = append(slot.May, w.Class)
	}
	return slot, nil
}

// Call implements Carrier.
func (v *vendor) Call(ctx context.Context, b Batch[string]) Reply[string] {
	c := call{at: time.Now(), slot: b.Slot, since: b.RefusedSince}
	for _, item := range b.Items {
		c.numbers = append(c.numbers, item.Value)
	}
	v.begin()
	select {
	case <-time.After(v.service):
	case <-ctx.Done():
	}
	return v.end(c)
}

func (v *vendor) begin() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.inFlight++
	v.highest = max(v.highest, v.inFlight)
}

func (v *vendor) end(c call) Reply[string] {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.inFlight--
	c.whole = v.judge(c)
	c.held = slices.ContainsFunc(c.numbers, func(n string) bool { return v.holds[n] })
	v.calls = append(v.calls, c)
	now := time.Now().Add(clockGap)
	v.report(c, now)
	r := Reply[string]{Whole: c.whole, Now: now, Success: v.success}
	r.Own = func(i int) string { return c.whole.String() + " " + c.numbers[i] }
	if c.whole == Answered {
		for _, n := range c.numbers {
			r.Results = append(r.Results, Result[string]{Value: "registered " + n})
		}
	}
	return r
}

func (v *vendor) judge(c call) Whole {
	if v.fault != nil {
		if whole, ok := v.fault(c); ok {
			return whole
		}
	}
	has := func(set map[string]bool) bool {
		return slices.ContainsFunc(c.numbers, func(n string) bool { return set[n] })
	}
	switch {
	case has(v.breaks), has(v.holds):
		return Again
	case has(v.refuses):
		return Split
	}
	return Answered
}

// report does what a gate does with a call's end. now is the account's.
func (v *vendor) report(c call, now time.Time) {
	g := &v.gate
	g.probing = g.probing && !c.slot.Probe
	if c.held {
		v.hold(c)
		return
	}
	switch c.whole {
	case Answered:
		v.success = now
		*g = gate{next: g.next}
	case Again:
		g.fails++
		g.until = time.Now().Add(min(time.Second<<min(g.fails-1, 6), time.Minute))
	case Front:
		v.closeGate(10 * time.Second)
	case Split:
		v.reportRefused(c, now)
	}
}

// reportRefused holds the account when two different numbers in a row are refused alone.
func (v *vendor) reportRefused(c call, now time.Time) {
	g := &v.gate
	if len(c.numbers) > 1 {
		g.lone = ""
		return
	}
	since := c.since
	if since.IsZero() {
		since = now
	}
	if g.lone != "" && g.lone != c.numbers[0] && !v.success.After(g.loneSince) && !v.success.After(since) {
		g.holds++
		v.closeGate(min(time.Second<<min(g.holds, 6), time.Minute))
	}
	g.lone, g.loneSince = c.numbers[0], since
}

// hold closes the gate for a minute, and for twice as long after each probe that fails.
func (v *vendor) hold(c call) {
	if v.gate.halfOpen && !c.slot.Probe {
		return // a late one: it left before the gate closed
	}
	v.closeGate(min(time.Minute<<min(v.gate.holds, 6), time.Hour))
	v.gate.holds++
}

func (v *vendor) closeGate(d time.Duration) {
	v.gate.until = time.Now().Add(d)
	v.gate.halfOpen, v.gate.opened, v.gate.probing = true, time.Time{}, false
}

// Record implements Carrier.
func (v *vendor) Record(_ context.Context, settled []Settled[string, string]) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, s := range settled {
		v.recorded[s.Item.Value] = append(v.recorded[s.Item.Value], s.Result)
	}
	return nil
}

// fill is how full the calls were on average, of 40.
func (v *vendor) fill() float64 {
	n := 0
	for _, c := range v.calls {
		n += len(c.numbers)
	}
	return float64(n) / float64(40*len(v.calls))
}

// desk hands numbers to a batcher and keeps what becomes of them.
type desk struct {
	t       *testing.T
	b       *Batcher[string, string]
	stop    context.CancelFunc
	ended   chan error
	pending sync.WaitGroup

	mu   sync.Mutex
	ends map[string]string // number to result, or error
	at   map[string]time.Time
}

// open runs a batcher on v until the test's bubble ends it.
func open(t *testing.T, cfg Config, slots Slots, carrier Carrier[string, string]) *desk {
	ctx, stop := context.WithCancel(t.Context())
	d := &desk{t: t, b: New(cfg, slots, carrier), stop: stop, ended: make(chan error, 1),
		ends: map[string]string{}, at: map[string]time.Time{}}
	go func() { d.ended <- d.b.Run(ctx) }()
	return d
}

// shut ends the batcher and waits for it.
func (d *desk) shut() {
	d.stop()
	require.NoError(d.t, <-d.ended)
	d.pending.Wait()
}

// hand gives the batcher a number in the background.
func (d *desk) hand(ctx context.Context, c Class, number string) {
	d.handItem(ctx, Item[string]{Class: c, Key: number, Value: number})
}

func (d *desk) handItem(ctx context.Context, item Item[string]) {
	d.pending.Go(func() {
		result, err := d.b.Do(ctx, item)
		if err != nil {
			result = err.Error()
		}
		d.mu.Lock()
		defer d.mu.Unlock()
		d.ends[item.Value], d.at[item.Value] = result, time.Now()
	})
	synctest.Wait() // so that arrivals keep their order
}

func (d *desk) handAll(numbers []string) {
	for _, n := range numbers {
		d.hand(d.t.Context(), bulk, n)
	}
}

// count returns how many have ended with a result that begins with prefix.
func (d *desk) count(prefix string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := 0
	for _, end := range d.ends {
		if len(end) >= len(prefix) && end[:len(prefix)] == prefix {
			n++
		}
	}
	return n
}

func (d *desk) end(number string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.ends[number]
}

// pass lets virtual time go by and everything that is due by then be done.
//
//trackreg:sleeps in a bubble
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}
