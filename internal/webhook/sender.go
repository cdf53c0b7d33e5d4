package webhook

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"

	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/retry"
	"github.com/trackreg/trackreg/queue"
)

const (
	// consumer is the group's only one. Whoever leads takes up under this name
	// what the leader before had not finished, in the stream's order.
	consumer = "sender"
	// batchMost is the most outcomes taken from the stream at once.
	batchMost = 500
)

// Options are what a Sender works with.
type Options struct {
	Redis    redis.UniversalClient
	Account  string
	Receiver Receiver
	Leader   Leader      // grants the lease of the role "webhook" of this account
	Me       string      // names this process, as no other
	OnRedis  func(error) // is told how uses of Redis went, nil for well; may be nil
	OnPost   func(Post)  // after each post; nil: nobody
	Log      zerolog.Logger

	Transport http.RoundTripper // to the receiver; nil: one that uses no proxy
}

// Sender posts an account's outcomes to its receiver.
type Sender struct {
	o        Options
	outcomes *queue.Outcomes
	lease    lease
	poster   *poster
	health   health
}

// New returns a sender that is ready to run. The error is [ErrReceiver], with why.
func New(o Options) (*Sender, error) {
	if err := o.Receiver.Check(); err != nil {
		return nil, err
	}
	if o.OnRedis == nil {
		o.OnRedis = func(error) {}
	}
	if o.OnPost == nil {
		o.OnPost = func(Post) {}
	}
	return &Sender{
		o: o,
		outcomes: queue.NewOutcomes(o.Redis, o.Account, keyspace.WebhookGroup, queue.FollowOptions{
			Consumer: consumer, Start: "$", Batch: batchMost, OnRetry: o.OnRedis,
		}),
		lease:  lease{leader: o.Leader, who: o.Me, saw: o.OnRedis},
		poster: newPoster(o.Receiver, o.Transport),
		health: health{account: o.Account, rdb: o.Redis, saw: o.OnRedis, log: o.Log.With().Str("receiver", o.Receiver.host()).Logger()},
	}, nil
}

// Run posts the outcomes that are recorded from the group's creation on, which
// is Run's first act, until ctx ends, and then returns nil once the post under
// way has had its answer. While another process posts for the account it waits
// to follow that one. Nothing that the receiver or Redis does ends it.
func (s *Sender) Run(ctx context.Context) error {
	defer s.poster.close()
	for !s.begin(ctx) {
		if retry.Wait(ctx, backoffMin) != nil {
			return nil
		}
	}
	for ctx.Err() == nil {
		if s.lease.take(ctx) {
			s.lead(ctx)
		}
		_ = retry.Wait(ctx, leadEvery)
	}
	return nil
}

func (s *Sender) begin(ctx context.Context) bool {
	err := s.outcomes.Begin(ctx)
	s.o.OnRedis(err)
	return err == nil
}

// lead posts until ctx ends, the lease is lost, or Redis refuses to be followed.
func (s *Sender) lead(ctx context.Context) {
	// Losing the lease cuts off the post under way, stopping does not.
	held, lose := context.WithCancel(context.WithoutCancel(ctx))
	turn, end := context.WithCancel(ctx)
	var holding sync.WaitGroup
	holding.Go(func() {
		s.lease.hold(turn)
		if ctx.Err() == nil {
			lose()
		}
		end()
	})
	s.health.begin(turn)
	err := s.outcomes.Follow(turn, func(ctx context.Context, batch []queue.Delivery) error {
		return s.deliver(ctx, held, batch)
	})
	if turn.Err() == nil {
		s.o.OnRedis(err)
	}
	end()
	holding.Wait()
	lose()
	if ctx.Err() != nil {
		s.lease.resign(context.WithoutCancel(ctx))
	}
}

// deliver posts a batch, one message after the other. held bounds the posts,
// ctx the waits between them.
func (s *Sender) deliver(ctx, held context.Context, batch []queue.Delivery) error {
	for _, m := range pack(s.o.Account, batch) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := s.send(ctx, held, m); err != nil {
			return err
		}
	}
	return nil
}

// send posts a message until it is taken. The error is ctx's.
func (s *Sender) send(ctx, held context.Context, m message) error {
	for tries := 1; ; tries++ {
		f := s.post(held, m)
		if f == nil {
			s.health.took(held)
			return nil
		}
		wait := backoff(tries, f.retryAfter)
		if held.Err() == nil {
			s.health.failed(held, m, f, wait)
		}
		if err := s.rest(ctx, wait); err != nil {
			return err
		}
	}
}

// lookEvery is how often it is looked whether somebody asks for the next try at once.
const lookEvery = time.Second

// rest waits before the next try, at most until somebody asks for it. The error is ctx's.
func (s *Sender) rest(ctx context.Context, wait time.Duration) error {
	for end := time.Now().Add(wait); ; {
		left := time.Until(end)
		if err := retry.Wait(ctx, min(left, lookEvery)); err != nil || left <= lookEvery || s.health.asked(ctx) {
			return err
		}
	}
}

// post posts once. A post that was cut off, because another process posts now, is nobody's to see.
func (s *Sender) post(held context.Context, m message) *fault {
	began := time.Now()
	f := s.poster.post(held, m)
	if f == nil || held.Err() == nil {
		s.o.OnPost(Post{Account: s.o.Account, Outcomes: m.size, Result: resultOf(f), Took: time.Since(began)})
	}
	return f
}
