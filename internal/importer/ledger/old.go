package ledger

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// expiredLooked is how many of the oldest runs are looked at whether their time is over.
const expiredLooked = 100

// dropOld drops runs above the bounds that have ended. One that read something and of which failed
// rows are kept is set aside instead, for as long as those are.
func (l *Ledger) dropOld(ctx context.Context) error {
	old, aside, err := l.old(ctx)
	if err != nil {
		return err
	}
	if err := l.setAside(ctx, aside); err != nil {
		return err
	}
	if err := l.drop(ctx, l.runsKey(), old); err != nil {
		return err
	}
	return l.dropOldest(ctx)
}

// old returns which of the newer runs are above the bounds: those that are to be dropped, and those
// that are to be set aside, with when they were added.
func (l *Ledger) old(ctx context.Context) (drop []string, aside []redis.Z, err error) {
	runs, err := l.rdb.ZRevRangeWithScores(ctx, l.runsKey(), 0, -1).Result()
	if err != nil || len(runs) <= QuietKept {
		return nil, nil, err
	}
	found := make([]*redis.SliceCmd, len(runs))
	failed := make([]*redis.IntCmd, len(runs))
	_, err = l.rdb.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		for i, run := range runs {
			found[i] = pipe.HMGet(ctx, l.runKey(run.Member.(string)), "phase", "read")
			failed[i] = pipe.Exists(ctx, l.rowsKey(run.Member.(string)))
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	left := map[kind]int{quiet: QuietKept, unread: RunsKept, fruitful: RunsKept}
	for i, run := range runs {
		of := kindOf(found[i].Val())
		if of == underWay {
			left[fruitful]-- // as it may become
			continue
		}
		if left[of]--; left[of] >= 0 {
			continue
		}
		if failed[i].Val() > 0 {
			aside = append(aside, run)
		} else {
			drop = append(drop, run.Member.(string))
		}
	}
	return drop, aside, nil
}

// kind is what is to be said of a run, as far as it is for how long it is kept.
type kind int

const (
	gone     kind = iota // its time is over
	underWay             // it has not ended
	quiet                // it found nothing to read
	unread               // it read nothing, though there may have been something
	fruitful             // it read something
)

// kindOf tells the kind by the fields phase and read of a run's hash.
func kindOf(fields []any) kind {
	phase, is := fields[0].(string)
	read, _ := fields[1].(string)
	state := State{Phase: Phase(phase), Counts: Counts{Read: integer(read)}}
	switch {
	case !is:
		return gone
	case !state.Phase.Ended():
		return underWay
	case state.Quiet():
		return quiet
	case state.Counts.Read == 0:
		return unread
	}
	return fruitful
}

// setAside puts runs with the older ones. Who is killed in the middle leaves them with both.
func (l *Ledger) setAside(ctx context.Context, runs []redis.Z) error {
	if len(runs) == 0 {
		return nil
	}
	if err := l.rdb.ZAdd(ctx, l.failingKey(), runs...).Err(); err != nil {
		return err
	}
	ids := make([]any, len(runs))
	for i, run := range runs {
		ids[i] = run.Member
	}
	return l.rdb.ZRem(ctx, l.runsKey(), ids...).Err()
}

// dropOldest drops those of the older runs that are above the bound, or whose time is over.
func (l *Ledger) dropOldest(ctx context.Context) error {
	above, err := l.rdb.ZRange(ctx, l.failingKey(), 0, -FailingKept-1).Result()
	if err != nil {
		return err
	}
	if err := l.drop(ctx, l.failingKey(), above); err != nil {
		return err
	}
	oldest, err := l.rdb.ZRange(ctx, l.failingKey(), 0, expiredLooked-1).Result()
	if err != nil {
		return err
	}
	kept := make([]*redis.IntCmd, len(oldest))
	if _, err := l.rdb.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		for i, id := range oldest {
			kept[i] = pipe.Exists(ctx, l.rowsKey(id))
		}
		return nil
	}); err != nil {
		return err
	}
	var over []string
	for i, id := range oldest {
		if kept[i].Val() == 0 {
			over = append(over, id)
		}
	}
	return l.drop(ctx, l.failingKey(), over)
}

// drop deletes all that is kept of runs, and takes them off the list.
func (l *Ledger) drop(ctx context.Context, list string, ids []string) error {
	for _, id := range ids {
		if err := l.rdb.Del(ctx, l.runKey(id), l.bitsKey(id), l.rowsKey(id), l.partsKey(id), l.tasksKey(id)).Err(); err != nil {
			return err
		}
		if err := l.rdb.ZRem(ctx, list, id).Err(); err != nil {
			return err
		}
	}
	return nil
}
