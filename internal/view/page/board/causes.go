package board

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/queue"
)

const (
	// countedMost bounds the failures of an account that are read for a count. Redis hands a
	// hash out in no order of ours, so that those read stand for the rest.
	countedMost = 250_000
	// A count takes its time and Redis's: the next one waits restFor, and restTimes as long as it took.
	restFor   = 3 * time.Second
	restTimes = 10
	// countTimeout bounds one count.
	countTimeout = time.Minute
)

// Failures are an account's failures by what to do about them.
type Failures struct {
	Total   int64     // in the record now
	Read    int64     // how many of them were read for the causes
	Counted time.Time // when that was; zero: not yet
	Causes  []Cause   // the most frequent first
}

// Cause is what failures have in common.
type Cause struct {
	Class  string
	Remedy string
	Count  int
	Codes  []int // the vendor's codes among them, the most frequent first
}

// causes keeps the counts of all accounts.
type causes struct {
	mu     sync.Mutex
	counts map[string]counted
}

// counted is the newest count of one account.
type counted struct {
	Failures
	mark mark
	next time.Time // no count before this
}

// mark changes when the record has.
type mark struct{ total, ended int64 }

func markOf(a standing.Account) mark {
	return mark{a.Failed, a.Totals[queue.Rejected] + a.Totals[queue.Exhausted] + a.Totals[queue.Expired]}
}

func newCauses() *causes { return &causes{counts: map[string]counted{}} }

// of returns the newest count, with the total as it is now.
func (c *causes) of(a standing.Account) Failures {
	c.mu.Lock()
	defer c.mu.Unlock()
	f := c.counts[a.Name].Failures
	if f.Total = a.Failed; f.Total == 0 {
		f.Causes, f.Read = nil, 0
	}
	return f
}

// due says whether the account's failures are to be counted.
func (c *causes) due(a standing.Account, now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	last, ok := c.counts[a.Name]
	return !ok || last.mark != markOf(a) && !now.Before(last.next)
}

func (c *causes) keep(account string, one counted) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.counts[account] = one
}

// count counts the failures of one account after the other, where they have
// changed, while somebody looks.
func (b *Board) count(ctx context.Context) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		s := b.snapshot.Load()
		for i := range s.Accounts {
			a := s.Accounts[i].Account
			if s.Trouble == "" && !s.Read.IsZero() && b.watched() && b.causes.due(a, time.Now()) {
				b.countOne(ctx, a)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// countOne counts one account's failures. One that Redis keeps it from is due again at once.
func (b *Board) countOne(ctx context.Context, a standing.Account) {
	ctx, cancel := context.WithTimeout(ctx, countTimeout)
	defer cancel()
	begun := time.Now()
	counts := map[queue.Cause]int{}
	read := 0
	for f, err := range queue.NewFailures(b.o.Redis, a.Name).All(ctx, queue.Filter{}) {
		if err != nil {
			return
		}
		counts[queue.Cause{Class: f.Class, Code: f.Code, Remedy: f.Remedy}]++
		if read++; read == countedMost {
			break
		}
	}
	now := time.Now()
	b.causes.keep(a.Name, counted{
		Failures: Failures{Read: int64(read), Counted: now, Causes: byRemedy(counts)},
		mark:     markOf(a),
		next:     now.Add(max(restFor, restTimes*now.Sub(begun))),
	})
}

// byRemedy puts together what is mended alike.
func byRemedy(counts map[queue.Cause]int) []Cause {
	type key struct{ class, remedy string }
	groups := map[key]*Cause{}
	for _, cause := range mostFirst(counts) {
		k := key{cause.Class, cause.Remedy}
		group := groups[k]
		if group == nil {
			group = &Cause{Class: cause.Class, Remedy: cause.Remedy}
			groups[k] = group
		}
		group.Count += counts[cause]
		if cause.Code != 0 {
			group.Codes = append(group.Codes, cause.Code)
		}
	}
	all := make([]Cause, 0, len(groups))
	for _, group := range groups {
		all = append(all, *group)
	}
	slices.SortFunc(all, func(a, b Cause) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Remedy, b.Remedy), cmp.Compare(a.Class, b.Class))
	})
	return all
}

func mostFirst(counts map[queue.Cause]int) []queue.Cause {
	all := make([]queue.Cause, 0, len(counts))
	for cause := range counts {
		all = append(all, cause)
	}
	slices.SortFunc(all, func(a, b queue.Cause) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a.Code, b.Code))
	})
	return all
}
