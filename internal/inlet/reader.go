package inlet

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"

	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/redistrouble"
	"github.com/trackreg/trackreg/internal/retry"
	"github.com/trackreg/trackreg/internal/streams"
	"github.com/trackreg/trackreg/queue"
)

const (
	// readBlock is how long a read waits at the server when nothing is there,
	// which answers the moment an entry comes. The read has a connection of the
	// pool to itself for so long, and go-redis allows it ten seconds more in the
	// place of its ReadTimeout. A context's end cannot interrupt it.
	readBlock = 500 * time.Millisecond
	// finishFor is how long the batch in hand may take when the reader is to
	// end. What is not done then comes again, to another process.
	finishFor = 5 * time.Second
)

// errApart says that the streams cannot be read in one call.
var errApart = errors.New("the inlets cannot be read together")

// reader reads the inlets of some accounts as one consumer. It is for one
// goroutine.
type reader struct {
	rdb      redis.UniversalClient
	producer *queue.Producer
	accounts []string
	byKey    map[string]string // accounts by the key of their stream
	consumer string
	log      zerolog.Logger

	portion portion
	pause   retry.Pause
	told    string          // the last refusal of Redis's that was logged
	dirty   map[string]bool // accounts with something to trim
	trimmed time.Time
	claimed time.Time
}

// run reads until ctx ends, or returns errApart.
func (r *reader) run(ctx context.Context) error {
	for {
		err := r.session(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if len(r.accounts) > 1 && ofOneStream(err) {
			return fmt.Errorf("%w: %w", errApart, err)
		}
		r.tell(err)
		_ = r.pause.Wait(ctx)
	}
}

// ofOneStream says that Redis's answer concerns one of the streams, or that they
// do not go together.
func ofOneStream(err error) bool {
	return redis.HasErrorPrefix(err, "CROSSSLOT") || redis.HasErrorPrefix(err, "WRONGTYPE") || redis.HasErrorPrefix(err, "NOPERM")
}

// tell says once what Redis refuses. That it is away or full, whoever else uses it says.
func (r *reader) tell(err error) {
	if streams.NoGroup(err) {
		r.log.Warn().Strs("accounts", r.accounts).
			Msg("inlet: the consumer group or its stream was deleted; it is made anew and reads from the stream's beginning, so some entries may be queued twice")
		return
	}
	trouble, found := redistrouble.Diagnose(err)
	if err == nil || found && trouble.Passing || err.Error() == r.told {
		return
	}
	r.told = err.Error()
	r.log.Error().Err(err).Strs("accounts", r.accounts).Msg("inlet: Redis refuses to have it read; trying again")
}

// session reads until the first error. It begins with what this consumer took
// and did not acknowledge: of the session before, and of answers that were lost.
func (r *reader) session(ctx context.Context) error {
	work, cancel := outlive(ctx, finishFor)
	defer cancel()
	if err := r.makeGroups(ctx); err != nil {
		return err
	}
	if err := r.finishOwn(ctx, work); err != nil {
		return err
	}
	for ctx.Err() == nil {
		if err := r.tidy(ctx, work); err != nil {
			return err
		}
		streams, err := r.read(ctx, ">", readBlock)
		if err == nil {
			err = r.take(work, streams)
		} else if errors.Is(err, redistrouble.ErrReplyTooLong) {
			err = r.oneByOne(ctx, work)
		}
		if err != nil {
			return err
		}
		r.pause.Reset()
		r.told = ""
	}
	return nil
}

// outlive returns a context that ends some time after ctx does.
func outlive(ctx context.Context, by time.Duration) (context.Context, context.CancelFunc) {
	late, cancel := context.WithCancel(context.WithoutCancel(ctx))
	release := context.AfterFunc(ctx, func() {
		timer := time.AfterFunc(by, cancel)
		context.AfterFunc(late, func() { timer.Stop() })
	})
	return late, func() { release(); cancel() }
}

// makeGroups makes the consumer groups that are not there, from the beginning
// of their streams: only what a group has acknowledged is ever trimmed.
func (r *reader) makeGroups(ctx context.Context) error {
	for _, account := range r.accounts {
		err := r.rdb.XGroupCreateMkStream(ctx, keyspace.Account(account).In(), keyspace.InletGroup, "0").Err()
		if err != nil && !streams.BusyGroup(err) {
			return fmt.Errorf("make the consumer group of the inlet of account %s: %w", account, err)
		}
	}
	return nil
}

// finishOwn takes what this consumer holds.
func (r *reader) finishOwn(ctx, work context.Context) error {
	for ctx.Err() == nil {
		streams, err := r.read(ctx, "0", -1)
		if errors.Is(err, redistrouble.ErrReplyTooLong) {
			return r.oneByOne(ctx, work)
		}
		if err != nil {
			return err
		}
		if nothing(streams) {
			return nil
		}
		if err := r.take(work, streams); err != nil {
			return err
		}
	}
	return nil
}

func nothing(streams []redis.XStream) bool {
	return !slices.ContainsFunc(streams, func(s redis.XStream) bool { return len(s.Messages) > 0 })
}

// read reads each stream from id on, as many entries as what was read before allows, waiting up to
// block for the first; -1: not at all.
func (r *reader) read(ctx context.Context, id string, block time.Duration) ([]redis.XStream, error) {
	streams, err := r.ask(ctx, r.accounts, id, r.portion.count, block)
	if err != nil {
		return nil, err
	}
	entries, bytes := 0, 0
	for _, s := range streams {
		entries = max(entries, len(s.Messages))
		for _, m := range s.Messages {
			bytes += size(m.Values)
		}
	}
	r.portion.weigh(entries, bytes)
	return streams, nil
}

// ask reads up to count entries of the stream of each account.
func (r *reader) ask(ctx context.Context, accounts []string, id string, count int64, block time.Duration) ([]redis.XStream, error) {
	keys := make([]string, 0, 2*len(accounts))
	for _, account := range accounts {
		keys = append(keys, keyspace.Account(account).In())
	}
	for range accounts {
		keys = append(keys, id)
	}
	streams, err := r.rdb.XReadGroup(ctx, &redis.XReadGroupArgs{
		Group: keyspace.InletGroup, Consumer: r.consumer, Streams: keys, Count: count, Block: block,
	}).Result()
	if err != nil && !errors.Is(err, redis.Nil) {
		return nil, fmt.Errorf("read the inlets: %w", err)
	}
	return streams, nil
}

// take has everything that was read enqueued, and acknowledges it, some megabytes at a time: what
// is made of an entry takes as much memory again.
func (r *reader) take(ctx context.Context, streams []redis.XStream) error {
	for _, s := range streams {
		account := r.byKey[s.Stream]
		for portion := range portions(s.Messages) {
			if err := r.takeSome(ctx, account, portion); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *reader) takeSome(ctx context.Context, account string, read []redis.XMessage) error {
	messages, err := r.readable(ctx, account, read)
	if err != nil || len(messages) == 0 {
		return err
	}
	b := newBatch(account, messages)
	tally, err := b.enqueue(ctx, r.producer)
	if err == nil {
		err = b.settle(ctx, r.rdb)
	}
	if err != nil {
		return fmt.Errorf("take %d entries of the inlet of account %s: %w", len(b.ids), b.account, err)
	}
	r.dirty[b.account] = true
	r.report(b, tally)
	return nil
}

// report logs how a batch ended.
func (r *reader) report(b *batch, tally queue.Tally) {
	r.log.Debug().Str("account", b.account).Int("entries", len(b.ids)).Int("enqueued", tally.Enqueued).
		Int("duplicates", tally.Duplicates).Int("refused", len(b.refused)).Msg("inlet")
	if len(b.refused) > 0 {
		r.log.Warn().Str("account", b.account).Int("refused", len(b.refused)).Str("entry", b.refused[0].id).
			Str("reason", b.refused[0].why).Msg("inlet: entries refused; they are in " + keyspace.Account(b.account).Refused() + ", the first for this reason")
	}
	if b.trimmed > 0 {
		r.log.Warn().Str("account", b.account).Int("entries", b.trimmed).
			Msg("inlet: entries were deleted from the stream before they were queued and are lost: producers must not trim it")
	}
}
