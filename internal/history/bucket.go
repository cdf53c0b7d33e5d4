package history

import (
	"encoding/json"
	"time"
)

// Bucket is what an account did in an hour, a minute or whatever it was added up to. Its names in
// Redis are short, for there are thousands.
type Bucket struct {
	Observed float64            `json:"s"`           // seconds for which somebody looked; 0: a gap
	Ended    map[string]int64   `json:"n,omitempty"` // numbers by outcome
	Calls    int64              `json:"c,omitempty"`
	Throttle int64              `json:"t,omitempty"` // answers of 429
	Most     int64              `json:"b,omitempty"` // the most that waited
	Waited   float64            `json:"w,omitempty"` // what waited, times the seconds for which it did
	Closed   map[string]float64 `json:"x,omitempty"` // seconds by reason
}

// Backlog is how much waited on average.
func (b Bucket) Backlog() float64 {
	if b.Observed == 0 {
		return 0
	}
	return b.Waited / b.Observed
}

// Numbers is how many numbers ended.
func (b Bucket) Numbers() int64 {
	var sum int64
	for _, n := range b.Ended {
		sum += n
	}
	return sum
}

// grow adds what has happened between two readings.
func (b *Bucket) grow(k kept, r Reading) {
	for outcome, n := range r.Totals {
		if more := grown(k.Totals[outcome], n); more > 0 {
			b.ended(outcome, more)
		}
	}
	b.Calls += grown(k.Calls, r.Calls)
	b.Throttle += grown(k.Throttles, r.Throttles)
	over := r.At.Sub(k.At)
	if over >= gap {
		return // nobody looked: how much waited, and whether it was closed, nobody knows
	}
	b.Observed += over.Seconds()
	b.Most = max(b.Most, r.Backlog)
	b.Waited += float64(r.Backlog) * over.Seconds()
	if r.Closed != "" {
		b.closed(r.Closed, min(over, r.At.Sub(begunAtOr(r, k.At))).Seconds())
	}
}

// begunAtOr is when the account closed, or the time given where that is not known.
func begunAtOr(r Reading, or time.Time) time.Time {
	if r.Since.IsZero() || r.Since.After(r.At) {
		return or
	}
	return r.Since
}

// grown is by how much a counter is larger than before; one that is smaller began anew.
func grown(before, now int64) int64 {
	if now < before {
		return now
	}
	return now - before
}

// merge adds another bucket, of another time.
func (b *Bucket) merge(other Bucket) {
	for outcome, n := range other.Ended {
		b.ended(outcome, n)
	}
	for reason, seconds := range other.Closed {
		b.closed(reason, seconds)
	}
	b.Observed += other.Observed
	b.Calls += other.Calls
	b.Throttle += other.Throttle
	b.Most = max(b.Most, other.Most)
	b.Waited += other.Waited
}

func (b *Bucket) ended(outcome string, n int64) {
	if b.Ended == nil {
		b.Ended = map[string]int64{}
	}
	b.Ended[outcome] += n
}

func (b *Bucket) closed(reason string, seconds float64) {
	if b.Closed == nil {
		b.Closed = map[string]float64{}
	}
	b.Closed[reason] += seconds
}

// read reads a bucket as Redis has it; what is none of ours is an empty one.
func read(text string) Bucket {
	var b Bucket
	if json.Unmarshal([]byte(text), &b) != nil {
		return Bucket{}
	}
	return b
}
