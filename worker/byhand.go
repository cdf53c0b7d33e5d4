package worker

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17"
)

// Hand moves one account's gate for a person. What it changes is logged and put
// in the account's events, as what a worker changes is. It is safe for concurrent use.
type Hand struct {
	account Account
	lease   time.Duration
	gate    *gate.Gate
	teller  *caller
	log     zerolog.Logger
}

// NewHand returns a hand at the gate of an account of the options.
func NewHand(rdb redis.UniversalClient, o Options, a Account) *Hand {
	w := Worker{o: o}
	log := o.Log.With().Str("account", a.Name).Logger()
	return &Hand{
		account: a,
		lease:   o.CallTimeout + 10*time.Second,
		gate:    gate.New(rdb, keyspace.Account(a.Name).Gate(), w.gateOptions(a)),
		teller: &caller{
			account: a.Name, events: queue.NewEvents(rdb), redis: &redisWatch{log: log}, log: log,
		},
		log: log,
	}
}

// Pause closes the account until [Hand.Resume]; why is for people.
func (h *Hand) Pause(ctx context.Context, why string) error {
	return h.move(func() (gate.Effect, error) { return h.gate.Pause(ctx, why) })
}

// Resume ends a pause, and has a closed account probe at once.
func (h *Hand) Resume(ctx context.Context) error {
	return h.move(func() (gate.Effect, error) { return h.gate.Resume(ctx) })
}

// AskQuota asks the vendor for the quota now, in a slot like any other call, and
// blocks until there is a slot and an answer, or ctx ends. A call that failed is an
// error, a [*track17.Fault]; the gate takes note of what it says of the account nevertheless.
func (h *Hand) AskQuota(ctx context.Context) (track17.Quota, error) {
	q := quotaReader{
		gate: h.gate, vendor: h.account.Vendor, key: h.account.Key, me: "hand", lease: h.lease,
		redis: h.teller.redis, tell: h.teller.changed, log: zerolog.Nop(), // the error says it
	}
	quota, failure, err := q.ask(ctx)
	if err = cmp.Or(err, failure); err != nil {
		err = fmt.Errorf("ask for the quota of account %s: %w", h.account.Name, err)
	}
	return quota, err
}

func (h *Hand) move(change func() (gate.Effect, error)) error {
	effect, err := change()
	if err != nil {
		return fmt.Errorf("account %s: %w", h.account.Name, err)
	}
	h.teller.changed(effect.Changed, effect.State)
	return nil
}
