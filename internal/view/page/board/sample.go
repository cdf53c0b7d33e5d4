package board

import (
	"context"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
	"golang.org/x/sync/errgroup"

	"github.com/trackreg/trackreg/internal/redistrouble"
	"github.com/trackreg/trackreg/internal/status"
)

const (
	// sampleTimeout bounds one sample.
	sampleTimeout = 5 * time.Second
	// freshFor is how old figures may be until the board says that they are not
	// fresh, where Redis does not refuse but does not answer either.
	freshFor = 3 * time.Second
	// atOnce is how many accounts are read at the same time.
	atOnce = 8
	// slow is what is said where Redis neither answers nor refuses.
	slow = "Redis does not answer in time: see whether it is busy, or the way to it broken"
)

// latest is what the newest sample showed.
type latest struct {
	mu        sync.Mutex
	standings []status.Standing
	rates     []Rate
	tracks    map[string]*track
	read      time.Time
	err       error
	sampled   chan struct{} // is told of each
}

// sample reads how all accounts stand, every so often.
func (b *Board) sample(ctx context.Context) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		standings, err := readAll(ctx, b.o.Redis, b.o.Accounts)
		if ctx.Err() != nil {
			return
		}
		b.latest.take(standings, err, time.Now())
		wake(b.latest.sampled)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// readAll reads some accounts at once, so that forty of them on a Redis a
// millisecond away are read within a second.
func readAll(ctx context.Context, rdb redis.UniversalClient, accounts []status.Account) ([]status.Standing, error) {
	ctx, cancel := context.WithTimeout(ctx, sampleTimeout)
	defer cancel()
	all := make([]status.Standing, len(accounts))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for i, a := range accounts {
		group.Go(func() error {
			one, err := status.Read(ctx, rdb, []status.Account{a})
			if err == nil {
				all[i] = one[0]
			}
			return err
		})
	}
	return all, group.Wait()
}

// take takes in what a sample showed, or why it showed nothing.
func (l *latest) take(standings []status.Standing, err error, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err = err; err != nil {
		for _, t := range l.tracks {
			t.gap(now)
		}
		return
	}
	rates := make([]Rate, len(standings))
	for i, s := range standings {
		r := reading{at: now, ended: s.Totals.ByCall(), calls: s.Pace.Calls, throttles: s.Pace.Throttles}
		rates[i] = l.tracks[s.Account].add(r, s.Pace)
	}
	l.standings, l.rates, l.read = standings, rates, now
}

func (l *latest) points(account string, behind int64) []Point {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := l.tracks[account]
	if t == nil {
		return nil
	}
	from := len(t.points)
	for from > 0 && t.points[from-1].At > behind {
		from--
	}
	return append([]Point(nil), t.points[from:]...)
}

// trouble says why the figures are not fresh.
func (l *latest) trouble(now time.Time) string {
	if l.err == nil {
		if l.read.IsZero() || now.Sub(l.read) <= freshFor {
			return ""
		}
		return slow
	}
	if trouble, ok := redistrouble.Diagnose(l.err); ok {
		return trouble.Advice
	}
	return slow
}
