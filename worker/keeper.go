package worker

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"

	"github.com/trackreg/trackreg/internal/gate"
)

const (
	// keepInterval is how often the keeper looks at the gate.
	keepInterval = time.Second
	// pauseFrom is the least that a latch must still be closed for to be
	// worth showing as paused queues: shorter ones are over before anybody
	// looks, and the numbers held wait them out in their handlers.
	pauseFrom = 5 * time.Second
	// leadFor is the lease of the one keeper an account has at a time.
	leadFor = 5 * time.Second
)

// keeper shows a closed gate as paused asynq queues, so that asynqmon shows it
// and no task is pulled for nothing. One process per account does it at a
// time. It never undoes a pause that a person made, and takes a person's
// unpausing of its own pause as "probe now".
type keeper struct {
	gate   *gate.Gate
	queues []keptQueue
	pauser pauser
	marks  pauseMarks
	key    *keyWatch
	tell   func([]gate.Change, gate.State)
	me     string
	redis  *redisWatch
	log    zerolog.Logger
}

// keptQueue is a queue and what closes it.
type keptQueue struct {
	name   string
	rank   int
	spends bool
}

// pauser is the part of asynq.Inspector and of queue's counts that the keeper
// needs.
type pauser interface {
	Pause(queue string) error
	Unpause(queue string) error
	Paused(ctx context.Context, queue string) (bool, error)
}

// closedFor is how long the gate keeps the queue's numbers back, as far as is
// known: 0 when a call may go, be it only a probe.
func (q keptQueue) closedFor(state gate.State) time.Duration {
	shut := latchedFor(state.Account, state.Now)
	if q.spends && (state.Spend.Reason != gate.Reserved || q.rank > liveRank) {
		shut = max(shut, latchedFor(state.Spend, state.Now))
	}
	return shut
}

// latchedFor is how long a latch stays closed; one that does not open by
// itself counts as closed for as long as any can be.
func latchedFor(l gate.Latch, now time.Time) time.Duration {
	switch {
	case !l.Closed():
		return 0
	case l.Until.IsZero():
		return time.Hour
	}
	return max(l.Until.Sub(now), time.Millisecond)
}

// Run keeps until ctx ends.
func (k *keeper) Run(ctx context.Context) error {
	return atOnceAndEvery(ctx, keepInterval, k.redis, k.step)
}

// step looks at the key, which each process has its own, and, if this process
// leads, brings the queues in line with the gate once.
func (k *keeper) step(ctx context.Context) error {
	state, err := k.gate.Read(ctx)
	if err != nil {
		return err
	}
	if err := k.probeNewKey(ctx, state); err != nil {
		return err
	}
	return role{"keeper", k.me, leadFor}.step(ctx, k.gate, func(ctx context.Context) error {
		for _, q := range k.queues {
			if err := k.align(ctx, q, state); err != nil {
				return err
			}
		}
		return nil
	})
}

// align pauses or unpauses one queue.
func (k *keeper) align(ctx context.Context, q keptQueue, state gate.State) error {
	paused, err := k.pauser.Paused(ctx, q.name)
	if err != nil {
		return err
	}
	mark, err := k.marks.of(ctx, q.name)
	if err != nil {
		return err
	}
	ours := mark != noMark
	shut := q.closedFor(state)
	closed := shut >= pauseFrom
	switch {
	case mark == made && !paused && closed:
		return k.probe(ctx, q)
	case closed && !paused:
		return k.pause(ctx, q)
	case ours && !paused:
		return k.marks.clear(ctx, q.name)
	case ours && shut == 0:
		return k.unpause(ctx, q)
	case mark == begun:
		return k.marks.set(ctx, q.name, made)
	}
	return nil
}

// pause marks the pause as ours before it is made, so that a process that
// dies in between never leaves a pause that nobody owns. Only once it is made
// does the mark say so: a queue found unpaused before that is no person's doing.
func (k *keeper) pause(ctx context.Context, q keptQueue) error {
	if err := k.marks.set(ctx, q.name, begun); err != nil {
		return err
	}
	k.log.Info().Str("queue", q.name).Msg("queue paused: the gate is closed")
	if err := k.pauser.Pause(q.name); err != nil {
		return err
	}
	return k.marks.set(ctx, q.name, made)
}

func (k *keeper) unpause(ctx context.Context, q keptQueue) error {
	if err := k.marks.set(ctx, q.name, begun); err != nil {
		return err
	}
	if err := k.pauser.Unpause(q.name); err != nil {
		return err
	}
	k.log.Info().Str("queue", q.name).Msg("queue unpaused")
	return k.marks.clear(ctx, q.name)
}

// probe answers a person who unpaused a queue of ours while its gate is
// closed: one call is let through now, and the pause is not put back until
// that has failed.
func (k *keeper) probe(ctx context.Context, q keptQueue) error {
	k.log.Info().Str("queue", q.name).Msg("queue unpaused by hand: probing now")
	effect, err := k.gate.Resume(ctx)
	if err != nil {
		return err
	}
	k.tell(effect.Changed, effect.State)
	return k.marks.clear(ctx, q.name)
}

// pauseMark says how far a pause of ours, or its end, has come.
type pauseMark string

const (
	noMark pauseMark = ""  // no pause of ours
	begun  pauseMark = "0" // pausing, or unpausing, has begun and may have been done
	made   pauseMark = "1" // paused
)

// pauseMarks are the marks of the queues that we paused, one field each.
type pauseMarks struct {
	rdb redis.UniversalClient
	key string
}

func (m pauseMarks) of(ctx context.Context, queue string) (pauseMark, error) {
	mark, err := m.rdb.HGet(ctx, m.key, queue).Result()
	if errors.Is(err, redis.Nil) {
		return noMark, nil
	}
	return pauseMark(mark), err
}

func (m pauseMarks) set(ctx context.Context, queue string, mark pauseMark) error {
	return m.rdb.HSet(ctx, m.key, queue, string(mark)).Err()
}

func (m pauseMarks) clear(ctx context.Context, queue string) error {
	return m.rdb.HDel(ctx, m.key, queue).Err()
}
