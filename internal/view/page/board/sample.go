package board

import (
	"context"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/redistrouble"
	"github.com/trackreg/trackreg/internal/standing"
)

const (
	// sampleTimeout bounds one sample.
	sampleTimeout = 5 * time.Second
	// freshFor is how old figures may be until the board says that they are not
	// fresh, where Redis does not refuse but does not answer either.
	freshFor = 3 * time.Second
	// slow is what is said where Redis neither answers nor refuses.
	slow = "Redis does not answer in time: see whether it is busy, or the way to it broken"
)

// latest is what the newest sample showed.
type latest struct {
	mu       sync.Mutex
	accounts []standing.Account
	speeds   []standing.Speed
	meters   standing.Meters
	tracks   map[string]*track
	read     time.Time
	err      error
	sampled  chan struct{} // is told of each
}

// sample reads how all accounts stand, every so often.
func (b *Board) sample(ctx context.Context) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		accounts, err := readAll(ctx, b.o.Redis, b.o.Accounts)
		if ctx.Err() != nil {
			return
		}
		b.latest.take(accounts, err, time.Now())
		wake(b.latest.sampled)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func readAll(ctx context.Context, rdb redis.UniversalClient, subjects []standing.Subject) ([]standing.Account, error) {
	ctx, cancel := context.WithTimeout(ctx, sampleTimeout)
	defer cancel()
	return standing.ReadAccounts(ctx, rdb, subjects)
}

// take takes in what a sample showed, or why it showed nothing.
func (l *latest) take(accounts []standing.Account, err error, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err = err; err != nil {
		for _, t := range l.tracks {
			t.gap(now)
		}
		return
	}
	speeds := make([]standing.Speed, len(accounts))
	for i, a := range accounts {
		if speed := l.meters.Note(a); speed != nil {
			speeds[i] = *speed
		}
		l.tracks[a.Name].add(now, speeds[i])
	}
	l.accounts, l.speeds, l.read = accounts, speeds, now
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
