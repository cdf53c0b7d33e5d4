package inlet

import (
	"context"
	"errors"
	"slices"

	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/queue"
)

// Options are what an inlet works with.
type Options struct {
	Redis    redis.UniversalClient
	Accounts []string       // whose inlets are read, at least one
	Consumer string         // names this process in the consumer group; no other may bear it
	Log      zerolog.Logger // a batch at debug, what is refused or lost at warn; not that Redis is in passing trouble
}

// Inlet reads the inlets of several accounts.
type Inlet struct{ o Options }

// New returns an inlet that is ready to run. The error names an account that
// cannot be one.
func New(o Options) (*Inlet, error) {
	if len(o.Accounts) == 0 {
		return nil, errors.New("inlet: no account")
	}
	for _, account := range o.Accounts {
		if err := queue.CheckAccount(account); err != nil {
			return nil, err
		}
	}
	o.Accounts = slices.Clone(o.Accounts)
	return &Inlet{o: o}, nil
}

// Run enqueues what comes in until ctx ends, finishes the batch in hand, and
// returns nil about half a second later. It makes the consumer groups, from the
// streams' beginnings. Nothing that Redis answers ends it: it says what is the
// matter and tries again.
//
// All streams are read in one blocking call. Where Redis refuses that, as a
// Cluster does for streams of different slots, or where one stream is no stream,
// each account gets a reader of its own, so that none waits for another.
func (i *Inlet) Run(ctx context.Context) error {
	err := i.reader(i.o.Accounts).run(ctx)
	if !errors.Is(err, errApart) {
		return err
	}
	i.o.Log.Debug().Err(err).Msg("inlet: each account is read by itself")
	var readers errgroup.Group
	for _, account := range i.o.Accounts {
		readers.Go(func() error { return i.reader([]string{account}).run(ctx) })
	}
	return readers.Wait()
}

func (i *Inlet) reader(accounts []string) *reader {
	r := &reader{
		rdb: i.o.Redis, producer: queue.NewProducer(i.o.Redis), accounts: accounts, byKey: map[string]string{},
		consumer: i.o.Consumer, portion: portion{portionFirst}, log: i.o.Log, dirty: map[string]bool{},
	}
	for _, account := range accounts {
		r.byKey[keyspace.Account(account).In()] = account
		r.dirty[account] = true // what was acknowledged last may have been left by who ended there
	}
	return r
}
