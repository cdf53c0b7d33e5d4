package outlet

import (
	"context"
	"fmt"
	"strconv"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/streams"
	"github.com/trackreg/trackreg/queue"
)

const (
	// keptWithoutGroups is how many outcomes are kept where no consumer group
	// reads them.
	keptWithoutGroups = 10_000
	// laggingAt is the share of the most outcomes kept from which on a group
	// that lags is spoken of.
	laggingAt = 0.8
)

// Trimmer trims one account's outcome stream behind what every consumer group
// has acknowledged. One process trims an account at a time; a Trimmer is not
// for concurrent use.
type Trimmer struct {
	rdb     redis.UniversalClient
	account string
	most    int64
	keep    int64
	events  *queue.Events
	lagging map[string]bool // groups the event has been emitted for
}

// NewTrimmer returns a trimmer that keeps at most the newest most outcomes for
// groups that lag. The newest keep stay although they are acknowledged, but no more than half of
// most; where no group is there to stay, 10,000 do at least, or most if that is less.
func NewTrimmer(rdb redis.UniversalClient, account string, most, keep int64) *Trimmer {
	return &Trimmer{
		rdb: rdb, account: account, most: most, keep: min(keep, most/2), events: queue.NewEvents(rdb), lagging: map[string]bool{},
	}
}

// Trim trims once and returns how many outcomes went. From 80 % of the most it
// emits [queue.OutcomesLagging] for the group that has acknowledged least, once until
// the stream is shorter again, and always before it cuts that group off.
func (t *Trimmer) Trim(ctx context.Context) (int64, error) {
	if err := streams.SweepWatches(ctx, t.rdb, t.account); err != nil {
		return 0, err
	}
	if err := streams.SweepImports(ctx, t.rdb, t.account); err != nil {
		return 0, err
	}
	groups, err := streams.ReadGroups(ctx, t.rdb, t.key())
	if err != nil {
		return 0, fmt.Errorf("trim outcomes of account %s: read groups: %w", t.account, err)
	}
	if len(groups) == 0 {
		return t.cut(ctx, t.kept(true))
	}
	slowest := streams.Slowest(groups)
	gone, err := t.trimBehind(ctx, slowest, t.kept(streams.OnlyPassing(groups)))
	if err != nil {
		return gone, err
	}
	if err := t.warn(ctx, slowest); err != nil {
		return gone, err
	}
	more, err := t.cut(ctx, t.most)
	return gone + more, err
}

// kept is how many of the newest outcomes stay whoever has acknowledged them. Where the groups are
// watches and imports alone, which come and go, more do: whoever reads without a group must not miss
// them for it.
func (t *Trimmer) kept(passing bool) int64 {
	if passing {
		return max(t.keep, min(t.most, keptWithoutGroups))
	}
	return t.keep
}

// trimChunk is how many outcomes are trimmed at once behind a group.
const trimChunk = 1000

// trimBehind trims what the slowest group has acknowledged, save the newest.
func (t *Trimmer) trimBehind(ctx context.Context, slowest streams.Group, kept int64) (int64, error) {
	length, err := t.rdb.XLen(ctx, t.key()).Result()
	if err != nil {
		return 0, fmt.Errorf("measure outcomes of account %s: %w", t.account, err)
	}
	var gone int64
	for over := length - kept; gone < over; {
		want := min(over-gone, trimChunk)
		first, err := t.rdb.XRangeN(ctx, t.key(), "-", slowest.Open.String(), want+1).Result()
		if err != nil {
			return gone, fmt.Errorf("trim outcomes of account %s: %w", t.account, err)
		}
		until, last := slowest.Open.String(), true
		if int64(len(first)) > want {
			until, last = first[want].ID, false
		}
		n, err := t.rdb.XTrimMinID(ctx, t.key(), until).Result()
		if err != nil {
			return gone, fmt.Errorf("trim outcomes of account %s: %w", t.account, err)
		}
		if gone += n; last {
			break
		}
	}
	return gone, nil
}

func (t *Trimmer) key() string { return keyspace.Account(t.account).Out() }

// cut keeps the newest most outcomes.
func (t *Trimmer) cut(ctx context.Context, most int64) (int64, error) {
	gone, err := t.rdb.XTrimMaxLen(ctx, t.key(), most).Result()
	if err != nil {
		return 0, fmt.Errorf("trim outcomes of account %s to %d: %w", t.account, most, err)
	}
	return gone, nil
}

// warn emits the event for the slowest group if the stream is long.
func (t *Trimmer) warn(ctx context.Context, slowest streams.Group) error {
	length, err := t.rdb.XLen(ctx, t.key()).Result()
	if err != nil {
		return fmt.Errorf("measure outcomes of account %s: %w", t.account, err)
	}
	if float64(length) < laggingAt*float64(t.most) {
		clear(t.lagging)
		return nil
	}
	if t.lagging[slowest.Name] {
		return nil
	}
	err = t.events.Emit(ctx, queue.Event{
		Account: t.account,
		Name:    queue.OutcomesLagging,
		Message: fmt.Sprintf("consumer group %s has not acknowledged %d outcomes; at %d it loses the oldest", slowest.Name, length, t.most),
		Details: map[string]string{
			"group":  slowest.Name,
			"length": strconv.FormatInt(length, 10),
			"most":   strconv.FormatInt(t.most, 10),
		},
	})
	t.lagging[slowest.Name] = err == nil
	return err
}
