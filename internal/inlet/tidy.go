package inlet

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/streams"
)

const (
	// claimAfter is how long an entry must have been with another consumer for
	// that to be taken for dead: well beyond what a batch takes.
	claimAfter = 30 * time.Second
	// claimEvery is how often such entries are looked for.
	claimEvery = 10 * time.Second
	// goneAfter is when a consumer with nothing in hand is taken to be gone.
	goneAfter = time.Hour
	// trimEvery is how often what is acknowledged is trimmed away.
	trimEvery = time.Second
)

// tidy does what is due between two reads.
func (r *reader) tidy(ctx, work context.Context) error {
	now := time.Now()
	if now.Sub(r.trimmed) >= trimEvery {
		if err := r.trim(ctx); err != nil {
			return err
		}
		r.trimmed = now
	}
	if now.Sub(r.claimed) < claimEvery {
		return nil
	}
	for _, account := range r.accounts {
		if err := r.claim(ctx, account); err != nil {
			return err
		}
	}
	r.claimed = now
	return r.finishOwn(ctx, work)
}

// trim trims the streams that something was acknowledged of.
func (r *reader) trim(ctx context.Context) error {
	for account := range r.dirty {
		if _, err := streams.TrimBehind(ctx, r.rdb, keyspace.Account(account).In(), keyspace.InletGroup); err != nil {
			return err
		}
		delete(r.dirty, account)
	}
	return nil
}

// claim makes this consumer's own what dead ones left, and removes those that
// left nothing. It asks for ids alone: before Redis 7 an entry that was deleted
// while pending makes the full answer unreadable.
func (r *reader) claim(ctx context.Context, account string) error {
	key := keyspace.Account(account).In()
	for start := "0-0"; ; {
		_, next, err := r.rdb.XAutoClaimJustID(ctx, &redis.XAutoClaimArgs{
			Stream: key, Group: keyspace.InletGroup, Consumer: r.consumer, MinIdle: claimAfter, Start: start, Count: portionMost,
		}).Result()
		if err != nil {
			return fmt.Errorf("claim entries of the inlet of account %s: %w", account, err)
		}
		if next == "0-0" {
			break
		}
		start = next
	}
	_, err := streams.RemoveGone(ctx, r.rdb, key, keyspace.InletGroup, r.consumer, goneAfter)
	return err
}
