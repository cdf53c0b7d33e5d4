package metrics

import (
	"cmp"
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/hibiken/asynq"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/redis/go-redis/v9"
	"golang.org/x/sync/errgroup"

	"github.com/trackreg/trackreg/internal/presence"
	"github.com/trackreg/trackreg/internal/redisconn"
	"github.com/trackreg/trackreg/internal/redistrouble"
	"github.com/trackreg/trackreg/internal/standing"
)

const (
	// defaultEvery is the time between two samples.
	defaultEvery = 5 * time.Second
	// sampleTimeout bounds a sample, so that a Redis that hangs is told from one that is slow.
	sampleTimeout = 10 * time.Second
	// sampledAtOnce is how many accounts are read at once.
	sampledAtOnce = 4
	// keptFor is how long a sample is shown when none follows it.
	keptFor = time.Minute
)

// Account is an account that is sampled.
type Account struct {
	standing.Subject
	OutcomesMax int64 // most outcomes that are kept for groups that lag
}

// SampleOptions are what a Sampler works with.
type SampleOptions struct {
	Redis    redis.UniversalClient // closed by its owner after Run
	Accounts []Account
	// Imports reads how the imports stand; nil: there are none. Errors are Redis's.
	Imports func(ctx context.Context) ([]standing.Import, error)
	Ready   func() bool   // whether the worker takes numbers; nil: there is no worker in this process
	OnRedis func(error)   // is told how uses of Redis went, nil for well; may be nil
	Every   time.Duration // between two samples; 0: 5 s
}

// Sampler reads every few seconds how the accounts stand.
type Sampler struct {
	o        SampleOptions
	accounts []*accountSampler
	begun    time.Time
	now      func() time.Time
	latest   atomic.Pointer[sample]

	up, age, ready *prometheus.Desc
	gauges         []gauge       // of each account
	shared         []sharedGauge // of all together
}

// sample is what was read at one time. It is never changed.
type sample struct {
	up       bool             // all of it could be read
	reached  bool             // Redis answered
	accounts []*accountSample // nil: not read yet
	imports  []standing.Import
	memories map[string]redisconn.Memory
	memoryAt time.Time
	importAt time.Time
}

// Sample returns a sampler whose samples the metrics show. Call it once.
func (m *Metrics) Sample(o SampleOptions) *Sampler {
	o.Every = cmp.Or(o.Every, defaultEvery)
	if o.OnRedis == nil {
		o.OnRedis = func(error) {}
	}
	s := &Sampler{o: o, now: time.Now, begun: time.Now(), gauges: gauges(), shared: append(memoryGauges(), importGauges()...)}
	s.up, s.age, s.ready = samplerDescs()
	tasks := asynq.NewInspectorFromRedisClient(o.Redis)
	for _, a := range o.Accounts {
		s.accounts = append(s.accounts, newAccountSampler(o.Redis, a, tasks, func() time.Time { return s.now() }))
	}
	s.latest.Store(&sample{accounts: make([]*accountSample, len(o.Accounts))})
	m.registry.MustRegister(s)
	return s
}

// Run samples at once and then every so often, until ctx ends, and then returns nil.
func (s *Sampler) Run(ctx context.Context) error {
	tick := time.NewTicker(s.o.Every)
	defer tick.Stop()
	for {
		s.sample(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// sample takes one sample. Of what cannot be read, the sample before stays.
func (s *Sampler) sample(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, sampleTimeout)
	defer cancel()
	before := s.latest.Load()
	next := &sample{
		accounts: make([]*accountSample, len(s.accounts)),
		imports:  before.imports, importAt: before.importAt,
	}
	errs := make([]error, len(s.accounts)+1)
	var group errgroup.Group
	group.SetLimit(sampledAtOnce)
	workers := presence.NewReader(s.o.Redis)
	for i, a := range s.accounts {
		group.Go(func() error {
			next.accounts[i], errs[i] = a.read(ctx, workers, before.accounts[i])
			return nil
		})
	}
	_ = group.Wait()
	errs[len(s.accounts)] = s.readImports(ctx, next)
	s.readMemory(ctx, next)
	err := errors.Join(errs...)
	next.up, next.reached = err == nil, answered(err)
	s.latest.Store(next)
	if ctx.Err() == nil {
		s.o.OnRedis(err)
	}
}

// answered says whether Redis did answer, if only that something is wrong with a key.
func answered(err error) bool {
	_, trouble := redistrouble.Diagnose(err)
	var reply redis.Error
	return err == nil || !trouble && errors.As(err, &reply)
}

func (s *Sampler) readImports(ctx context.Context, into *sample) error {
	if s.o.Imports == nil {
		return nil
	}
	imports, err := s.o.Imports(ctx)
	if err == nil {
		into.imports, into.importAt = imports, s.now()
	}
	return err
}

// readMemory leaves the memory out where it may not be asked for: that is no trouble.
func (s *Sampler) readMemory(ctx context.Context, into *sample) {
	memories, err := redisconn.ReadMemories(ctx, s.o.Redis)
	if err == nil {
		into.memories, into.memoryAt = memories, s.now()
	}
}
