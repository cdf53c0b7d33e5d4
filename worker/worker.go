package worker

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/presence"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17"
)

// Account is one 17TRACK key and the settings that go with it.
type Account struct {
	Name   string
	Vendor *track17.Client
	// Key returns the key in force. It is watched, never shown: a changed key
	// makes a held account probe at once. nil: the key does not change.
	Key func() string
	// KeyTrouble says why the key cannot be read anew, so that Key returns the last good one; nil: it
	// can. A nil func: it always can.
	KeyTrouble        func() error
	RequestsPerSecond float64
	BatchSize         int
	QuotaPoll         time.Duration
	QuotaReserve      int64
	QuotaWarn         int64
	DailyReset        func() time.Time // nil: getquota alone says when the day is over
	OutcomesMax       int64
	OutcomesKeep      int64         // newest outcomes that stay although acknowledged, at most half of OutcomesMax
	FailuresKeep      time.Duration // how long failures are kept; 0: for ever
	PersonalDataKeep  time.Duration // how long what names a person is kept in failures, refused entries and the archive; 0: for ever
	KnownMonths       int           // how long registered numbers stay known; 0: no record of them is kept
}

// Options are what a worker works with. Zero values of the numbers are filled
// with the defaults of package configs by whoever makes them, not here.
type Options struct {
	Redis            redis.UniversalClient // shared by all, closed by its owner after Run
	Accounts         []Account
	Operations       []*track17.Operation
	RequestsInFlight int           // calls at once, per account
	CallTimeout      time.Duration // of the accounts' clients; bounds leases
	MaxAttempts      int
	RetryMin         time.Duration
	RetryMax         time.Duration
	ShutdownTimeout  time.Duration
	// Inlet is whether this process reads the accounts' inlet streams. A process
	// that ends with its own job had better not: what it took and did not finish
	// would wait for another to take it over.
	Inlet bool
	// Version is what this process is said to be one of, beside others'; "" where that is not known.
	Version string
	// QuietCalls has calls that went well logged at debug, and not at info.
	QuietCalls bool
	Log        zerolog.Logger

	OnCall    func(Call)          // after each call; nil: nobody
	OnOutcome func(queue.Outcome) // after each outcome is written; nil: nobody
}

// Worker works on several accounts at once.
type Worker struct {
	o     Options
	me    string
	host  string
	redis *redisWatch

	pulling atomic.Int32 // accounts whose servers pull
}

// ErrNoAccount says that a worker was given no account to work for.
var ErrNoAccount = errors.New("worker: no account")

// New returns a worker that is ready to run. Errors: ErrNoAccount, or one that
// names the account that cannot be worked for.
func New(o Options) (*Worker, error) {
	if len(o.Accounts) == 0 {
		return nil, ErrNoAccount
	}
	for _, a := range o.Accounts {
		if err := queue.CheckAccount(a.Name); err != nil {
			return nil, fmt.Errorf("worker: %w", err)
		}
		if a.Vendor == nil {
			return nil, fmt.Errorf("worker: account %s has no client", a.Name)
		}
	}
	host, _ := os.Hostname()
	return &Worker{
		o:     o,
		me:    fmt.Sprintf("%s-%d-%s", host, os.Getpid(), uuid.NewString()[:8]),
		host:  host,
		redis: &redisWatch{log: o.Log},
	}, nil
}

// Name is the name under which this worker takes leases; no other has it.
func (w *Worker) Name() string { return w.me }

// SawRedis tells the worker how a use of Redis by its process went, nil for
// well, so that a trouble is logged once whoever meets it. Safe for concurrent use.
func (w *Worker) SawRedis(err error) { w.redis.saw(err) }

// lastWork is how long before ShutdownTimeout calls in flight are cut off, so
// that what they held can still be given back.
const lastWork = 2 * time.Second

// Run works until ctx ends. It then lets the calls in flight come to their
// end, gives every waiting number back to its queue, uncounted, and returns
// within ShutdownTimeout. Accounts do not wait for each other.
//
// A Redis that is away makes the stop no longer: what waits then comes back
// when its leases have run out. One that hangs, so that each of asynq's last
// commands runs into its own timeout, can: the process is to exit by itself
// after ShutdownTimeout, and nothing is lost.
func (w *Worker) Run(ctx context.Context) error {
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	release := context.AfterFunc(ctx, func() {
		timer := time.AfterFunc(max(w.o.ShutdownTimeout-lastWork, lastWork), end)
		context.AfterFunc(life, func() { timer.Stop() })
	})
	defer release()
	var accounts errgroup.Group
	accounts.Go(func() error { return w.runInlet(ctx) })
	var served []presence.Account
	for _, a := range w.o.Accounts {
		p := w.build(life, a)
		served = append(served, presence.Account{Name: a.Name, Load: p.load})
		accounts.Go(func() error {
			if err := p.run(ctx, life); err != nil {
				return fmt.Errorf("account %s: %w", a.Name, err)
			}
			return nil
		})
	}
	accounts.Go(func() error { return w.beacon(served).Run(ctx) })
	return accounts.Wait()
}

func (w *Worker) gateOptions(a Account) gate.Options {
	return gate.Options{
		RequestsPerSecond: a.RequestsPerSecond,
		BatchSize:         a.BatchSize,
		CallTimeout:       w.o.CallTimeout,
		QuotaReserve:      a.QuotaReserve,
		QuotaWarn:         a.QuotaWarn,
		QuotaPoll:         a.QuotaPoll,
		DailyReset:        a.DailyReset,
	}
}

func (o Options) observeCall(c Call) {
	if o.OnCall != nil {
		o.OnCall(c)
	}
}

func (o Options) observeOutcome(out queue.Outcome) {
	if o.OnOutcome != nil {
		o.OnOutcome(out)
	}
}
