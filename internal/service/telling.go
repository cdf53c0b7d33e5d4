package service

import (
	"context"
	"maps"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/worker"
)

// Telling is how the process says what it does.
type Telling struct {
	Log zerolog.Logger
	// Sparing has the calls that go well told in one line a minute, for people who read along; else
	// each has a line.
	Sparing bool
	// Began is called once all parts have begun, with where HTTP is served; nil: nowhere. May be nil.
	Began func(http net.Addr)
}

// summing has the calls that go well summed up where the process is sparing, and returns what does it.
func (t Telling) summing(o *worker.Options) []part {
	if !t.Sparing {
		return nil
	}
	s, counted := newSummary(t.Log), o.OnCall
	o.QuietCalls, o.OnCall = true, func(c worker.Call) {
		counted(c)
		s.call(c)
	}
	return []part{s}
}

// summaryInterval is the time between two lines about calls that went well.
const summaryInterval = time.Minute

// summary says in one line what an account's calls did in a minute.
type summary struct {
	log zerolog.Logger

	mu    sync.Mutex
	since time.Time
	calls map[string]worker.Call // by account: sums of what they were
	count map[string]int
}

func newSummary(log zerolog.Logger) *summary {
	return &summary{log: log, since: time.Now(), calls: map[string]worker.Call{}, count: map[string]int{}}
}

// call takes a call in.
func (s *summary) call(c worker.Call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	sum := s.calls[c.Account]
	sum.Accepted, sum.Failed, sum.Kept = sum.Accepted+c.Accepted, sum.Failed+c.Failed, sum.Kept+c.Kept
	s.calls[c.Account] = sum
	s.count[c.Account]++
}

// Run says it until ctx ends, and then what is left to be said. A minute without calls has no line.
func (s *summary) Run(ctx context.Context) error {
	tick := time.NewTicker(summaryInterval)
	defer tick.Stop()
	defer s.say()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			s.say()
		}
	}
}

func (s *summary) say() {
	s.mu.Lock()
	calls, count, over := s.calls, s.count, time.Since(s.since)
	s.calls, s.count, s.since = map[string]worker.Call{}, map[string]int{}, time.Now()
	s.mu.Unlock()
	for _, account := range slices.Sorted(maps.Keys(calls)) {
		sum := calls[account]
		s.log.Info().Str("account", account).Int("calls", count[account]).Int("accepted", sum.Accepted).
			Int("failed", sum.Failed).Int("kept", sum.Kept).Str("over", figures.Span(over)).Msg("calls")
	}
}
