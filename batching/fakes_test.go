package batching

import (
	"context"
	"slices"
	"sync"
	"testing/synctest"
	"time"
)

// slotsFunc is a Slots of one function.
type slotsFunc func(context.Context, []Waiting) (Slot, error)

func (f slotsFunc) Take(ctx context.Context, waiting []Waiting) (Slot, error) { return f(ctx, waiting) }

// always grants a slot to all of the first Lane that waits.
func always(_ context.Context, waiting []Waiting) (Slot, error) {
	return Slot{May: classes(waiting)}, nil
}

func classes(waiting []Waiting) []Class {
	var all []Class
	for _, w := range waiting {
		if w.Lane == waiting[0].Lane {
			all = append(all, w.Class)
		}
	}
	return all
}

// valve grants slots one at a time, when the test says so.
type valve struct {
	grants chan Slot // May is filled in with all that waits if it is nil

	mu    sync.Mutex
	asked [][]Waiting
}

func newValve() *valve { return &valve{grants: make(chan Slot, 100)} }

func (v *valve) Take(_ context.Context, waiting []Waiting) (Slot, error) {
	v.mu.Lock()
	v.asked = append(v.asked, waiting)
	v.mu.Unlock()
	select {
	case slot := <-v.grants:
		if slot.May == nil {
			slot.May = classes(waiting)
		}
		return slot, nil
	default:
		return Slot{Wait: time.Second}, nil
	}
}

// grant lets n more calls go, beside what has been put into the valve by hand, and has the batcher ask.
func (d *desk) grant(v *valve, n int) {
	for range n {
		v.grants <- Slot{}
	}
	d.b.Nudge()
	synctest.Wait()
}

func (v *valve) asks() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return len(v.asked)
}

// recorder is a Carrier that keeps what it is given. Unless answer says otherwise, calls are answered
// at once and every item gets "ok".
type recorder struct {
	answer func(ctx context.Context, b Batch[string]) Reply[string]
	failed func() error // of Record

	mu       sync.Mutex
	batches  []Batch[string]
	recorded []string
}

func (r *recorder) Call(ctx context.Context, b Batch[string]) Reply[string] {
	r.mu.Lock()
	r.batches = append(r.batches, b)
	r.mu.Unlock()
	if r.answer != nil {
		return r.answer(ctx, b)
	}
	return ok(b)
}

func (r *recorder) Record(_ context.Context, settled []Settled[string, string]) error {
	if r.failed != nil {
		if err := r.failed(); err != nil {
			return err
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range settled {
		r.recorded = append(r.recorded, s.Item.Value)
	}
	return nil
}

// sent returns the values of each batch so far.
func (r *recorder) sent() [][]string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var sent [][]string
	for _, b := range r.batches {
		var values []string
		for _, item := range b.Items {
			values = append(values, item.Value)
		}
		sent = append(sent, values)
	}
	return sent
}

// kept returns the values recorded so far.
func (r *recorder) kept() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.recorded)
}

// ok answers every item; the account's success is now.
func ok(b Batch[string]) Reply[string] {
	r := Reply[string]{Now: time.Now(), Success: time.Now()}
	for range b.Items {
		r.Results = append(r.Results, Result[string]{Value: "ok"})
	}
	return r
}

// whole ends a call as a whole; success is the account's last.
func whole(w Whole, success time.Time) Reply[string] {
	return Reply[string]{Whole: w, Now: time.Now(), Success: success, Own: func(int) string { return "guilty" }}
}
