package board

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
	"golang.org/x/sync/errgroup"

	"github.com/trackreg/trackreg/internal/standing"
)

const (
	// every is the time between two samples.
	every = time.Second
	// watchedFor is how long after somebody last looked the costly figures are kept fresh.
	watchedFor = time.Minute
)

// Options are what a board is made of.
type Options struct {
	Redis    redis.UniversalClient
	Accounts []standing.Subject
	// Imports reads how the imports stand, in their order; nil: there are none.
	Imports func(ctx context.Context) ([]standing.Import, error)
}

// Board keeps the newest figures of all accounts. It is safe for concurrent use.
type Board struct {
	o      Options
	latest latest
	causes *causes
	extras *extras

	snapshot atomic.Pointer[Snapshot]
	looked   atomic.Int64  // when somebody last did, in Unix nanoseconds
	awake    chan struct{} // is told when somebody looks after a while without
	begun    chan struct{} // closed when there are figures, or the reason why there are none
	begin    sync.Once

	mu   sync.Mutex
	subs map[*Subscription]struct{}
}

// New returns a board that is filled by [Board.Run].
func New(o Options) *Board {
	b := &Board{
		o: o, causes: newCauses(), extras: newExtras(), awake: make(chan struct{}, 1), begun: make(chan struct{}),
		subs: map[*Subscription]struct{}{},
	}
	b.latest.tracks, b.latest.sampled = map[string]*track{}, make(chan struct{}, 1)
	for _, a := range o.Accounts {
		b.latest.tracks[a.Name] = &track{}
	}
	b.snapshot.Store(b.compose(time.Now()))
	return b
}

// Run keeps the figures fresh until ctx ends, ends all subscriptions, and returns nil.
func (b *Board) Run(ctx context.Context) error {
	defer b.endAll()
	var loops errgroup.Group
	loops.Go(func() error { b.sample(ctx); return nil })
	loops.Go(func() error { b.publish(ctx); return nil })
	loops.Go(func() error { b.gather(ctx); return nil })
	loops.Go(func() error { b.count(ctx); return nil })
	return loops.Wait()
}

// Snapshot returns the newest figures at once. Do not change it.
func (b *Board) Snapshot() *Snapshot {
	b.look()
	return b.snapshot.Load()
}

// Begun is closed when the snapshots have figures, or the reason why they have none.
func (b *Board) Begun() <-chan struct{} { return b.begun }

// Points returns the account's points behind the time given, in Unix
// milliseconds, the oldest first; 0 returns all that are kept.
func (b *Board) Points(account string, behind int64) []Point {
	return b.latest.points(account, behind)
}

// look notes that somebody looks.
func (b *Board) look() {
	now := time.Now().UnixNano()
	if before := b.looked.Swap(now); time.Duration(now-before) < watchedFor {
		return
	}
	select {
	case b.awake <- struct{}{}:
	default:
	}
}

// watched says whether somebody looks, or did a short while ago.
func (b *Board) watched() bool {
	return time.Since(time.Unix(0, b.looked.Load())) < watchedFor || b.Followers() > 0
}

// publish puts a snapshot together after each sample, and also where none comes,
// so that it ages while Redis is away, and tells the subscribers.
func (b *Board) publish(ctx context.Context) {
	late := time.NewTicker(every + every/2)
	defer late.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-late.C:
		case <-b.latest.sampled:
		}
		late.Reset(every + every/2)
		s := b.compose(time.Now())
		b.snapshot.Store(s)
		if !s.Read.IsZero() || s.Trouble != "" {
			b.begin.Do(func() { close(b.begun) })
		}
		b.tell()
	}
}
