package worker

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"

	"github.com/trackreg/trackreg/gate"
	"github.com/trackreg/trackreg/queue"
)

// AskQuota asks the vendor for the account's quota now, in a slot like any other
// call, tells the gate, and returns the gate's state after it. It blocks until
// there is a slot and an answer, or ctx ends. An answer that says something bad of
// the account is no error: the state holds it.
func AskQuota(ctx context.Context, rdb redis.UniversalClient, o Options, a Account) (gate.State, error) {
	w := Worker{o: o}
	g := gate.New(rdb, queue.Keys(a.Name).Gate(), w.gateOptions(a))
	q := quotaReader{
		gate: g, vendor: a.Vendor, me: "hand", lease: o.CallTimeout + 10*time.Second,
		redis: &redisWatch{log: zerolog.Nop()}, tell: func([]gate.Change, gate.State) {}, log: o.Log,
	}
	if err := q.Ask(ctx); err != nil {
		return gate.State{}, fmt.Errorf("ask for the quota of account %s: %w", a.Name, err)
	}
	return g.Read(ctx)
}
