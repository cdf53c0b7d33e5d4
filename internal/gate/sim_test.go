package gate_test

import (
	"container/heap"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/trackreg/trackreg/internal/gate"
)

// sim drives processes against a vendor on the clock of an embedded gate, one event at a time.
type sim struct {
	w       *world
	l       link
	r       *rand.Rand
	vendor  vendor
	now     time.Duration
	events  events
	want    int             // calls to be answered well
	started int             // calls under way or answered well
	granted []time.Duration // when slots were given
}

func newSim(t *testing.T, l link, seed uint64) *sim {
	r := rand.New(rand.NewPCG(seed, 17))
	s := &sim{w: embedded(t, gate.Options{Jitter: r.Float64}), l: l, r: r, vendor: l.vendor()}
	return s
}

// run goes on until n more calls were answered well.
func (s *sim) run(n int) {
	s.want = s.started + n
	for range s.l.processes {
		s.after(s.upTo(s.l.late), s.ask)
	}
	for s.events.Len() > 0 {
		e := heap.Pop(&s.events).(event)
		s.w.pass(e.at - s.now)
		s.now = e.at
		e.do()
	}
}

func (s *sim) upTo(most time.Duration) time.Duration {
	return time.Duration(s.r.Int64N(int64(most) + 1))
}

func (s *sim) after(d time.Duration, do func()) {
	heap.Push(&s.events, event{s.now + d, s.events.Len(), do})
}

func (s *sim) ask() {
	if s.started >= s.want {
		return
	}
	slot := s.w.take(bulk)
	if len(slot.May) == 0 {
		s.after(slot.Wait+s.upTo(s.l.late), s.ask)
		return
	}
	s.started++
	s.granted = append(s.granted, s.now)
	s.after(time.Millisecond+s.upTo(s.l.jitter), func() { s.arrive(slot) })
	s.after(0, s.ask)
}

func (s *sim) arrive(slot gate.Slot) {
	well := s.vendor.admit(s.now)
	service := 200 * time.Millisecond
	if !well {
		service = time.Millisecond // a refusal is no work
	}
	s.after(service, func() {
		if !well {
			s.started--
			s.w.report(gate.Report{Kind: gate.Throttle, Lease: slot.Lease})
			s.after(0, s.ask)
			return
		}
		s.w.report(gate.Report{Kind: gate.Success, Lease: slot.Lease, Accepted: 40})
	})
}

// vendor admits 3 calls a second in one of the readings of that.
type vendor interface{ admit(time.Duration) bool }

type slidingWindow struct{ admitted []time.Duration }

func sliding() vendor { return &slidingWindow{} }

func (v *slidingWindow) admit(now time.Duration) bool {
	if n := len(v.admitted); n >= 3 && now-v.admitted[n-3] < time.Second {
		return false
	}
	v.admitted = append(v.admitted, now)
	return true
}

type fixedWindow struct {
	second time.Duration
	calls  int
}

func fixed() vendor { return &fixedWindow{} }

func (v *fixedWindow) admit(now time.Duration) bool {
	if second := now.Truncate(time.Second); second != v.second {
		v.second, v.calls = second, 0
	}
	v.calls++
	return v.calls <= 3
}

type event struct {
	at  time.Duration
	seq int
	do  func()
}

type events []event

func (e events) Len() int { return len(e) }
func (e events) Less(i, j int) bool {
	return e[i].at < e[j].at || e[i].at == e[j].at && e[i].seq < e[j].seq
}
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *events) Push(x any)   { *e = append(*e, x.(event)) }
func (e *events) Pop() any {
	old := *e
	last := old[len(old)-1]
	*e = old[:len(old)-1]
	return last
}
