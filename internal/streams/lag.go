package streams

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/keyspace"
)

// Lag is how far a consumer group of the outcome stream is behind.
type Lag struct {
	// Outcomes is how many are not acknowledged, delivered or not. Where Redis
	// cannot tell (before version 7, and after deletions) up to 2,000 are counted; beyond those it is
	// the stream's length, which is at least as many.
	Outcomes int64
	// Oldest is when the first of them was recorded; zero where there is none.
	Oldest time.Time
	// Exhausted says that the stream takes no more entries: its last id was given.
	Exhausted bool
}

// ReadLag reads how far a group of the account's outcome stream is behind. A
// group that does not exist lags by nothing. Errors are Redis's.
func ReadLag(ctx context.Context, rdb redis.UniversalClient, account, group string) (Lag, error) {
	lag, err := readLag(ctx, rdb, keyspace.Account(account).Out(), group)
	if err != nil {
		return Lag{}, fmt.Errorf("read how far group %s of account %s is behind: %w", group, account, err)
	}
	return lag, nil
}

// ReadInletLag reads how many entries of the account's inlet stream are not
// settled yet, in Outcomes, and when the first of them was added. Errors are Redis's.
func ReadInletLag(ctx context.Context, rdb redis.UniversalClient, account string) (Lag, error) {
	lag, err := readLag(ctx, rdb, keyspace.Account(account).In(), keyspace.InletGroup)
	if err != nil {
		return Lag{}, fmt.Errorf("read how far the inlet of account %s is behind: %w", account, err)
	}
	return lag, nil
}

func readLag(ctx context.Context, rdb redis.UniversalClient, key, group string) (Lag, error) {
	groups, err := rdb.XInfoGroups(ctx, key).Result()
	if gone(err) {
		return Lag{}, nil
	}
	if err != nil {
		return Lag{}, err
	}
	exhausted, err := isExhausted(ctx, rdb, key, groups)
	if err != nil {
		return Lag{}, err
	}
	lag := Lag{}
	for _, g := range groups {
		if g.Name == group {
			lag, err = lagOf(ctx, rdb, key, g)
		}
	}
	lag.Exhausted = exhausted
	return lag, err
}

// gone says that there is no such stream, or no such group any more.
func gone(err error) bool {
	return err != nil && (strings.Contains(err.Error(), "no such key") || NoGroup(err))
}

// lagOf reads how far a group that was there a moment ago is behind.
func lagOf(ctx context.Context, rdb redis.UniversalClient, key string, g redis.XInfoGroup) (Lag, error) {
	unread, first, err := readUnread(ctx, rdb, key, g)
	if err != nil {
		return Lag{}, err
	}
	lag := Lag{Outcomes: g.Pending + unread, Oldest: first}
	if g.Pending > 0 {
		lag, err = lag.sincePending(ctx, rdb, key, g.Name)
	}
	if gone(err) {
		return Lag{}, nil
	}
	return lag, err
}

// firstScript finds the first entry behind an id. The entry itself stays with Redis: in an inlet
// it may be of any size.
//
// KEYS[1] the stream
// ARGV[1] the id
//
// Returns the entry's id, or nil.
var firstScript = redis.NewScript(`
local first = redis.call("XRANGE", KEYS[1], "(" .. ARGV[1], "+", "COUNT", 1)[1]
return first and first[1]
`)

// countedMost is how many entries behind an id are counted one by one.
const countedMost = 2000

// countScript counts the entries behind an id, which are of a stream whose entries are small.
//
// KEYS[1] the stream
// ARGV[1] the id
// ARGV[2] how many at most
var countScript = redis.NewScript(`return #redis.call("XRANGE", KEYS[1], "(" .. ARGV[1], "+", "COUNT", ARGV[2])`)

// readUnread returns how many entries were never delivered to the group, and
// when the first of them was added.
func readUnread(ctx context.Context, rdb redis.UniversalClient, key string, g redis.XInfoGroup) (int64, time.Time, error) {
	if g.LastDeliveredID == Last() {
		return 0, time.Time{}, nil // nothing can be behind it
	}
	first, err := firstScript.Run(ctx, rdb, []string{key}, g.LastDeliveredID).Text()
	if errors.Is(err, redis.Nil) {
		return 0, time.Time{}, nil
	}
	if err != nil {
		return 0, time.Time{}, err
	}
	length, err := rdb.XLen(ctx, key).Result()
	if err != nil {
		return 0, time.Time{}, err
	}
	unread := g.Lag
	if unread <= 0 || unread >= length { // not known, or the embedded server's answer
		unread, err = countUnread(ctx, rdb, key, g, max(length-g.Pending, 1))
	}
	return unread, idTime(first), err
}

// countUnread counts what was never delivered to a group, of which there is something; most is how
// many it may be, which is what it is where they are too many or too large to be counted.
func countUnread(ctx context.Context, rdb redis.UniversalClient, key string, g redis.XInfoGroup, most int64) (int64, error) {
	if g.Name == keyspace.InletGroup { // an entry of an inlet may be of any size
		return most, nil
	}
	n, err := countScript.Run(ctx, rdb, []string{key}, g.LastDeliveredID, countedMost).Int64()
	if err != nil || n == countedMost {
		return most, err
	}
	return max(n, 1), nil
}

// sincePending takes the first entry that was delivered and not acknowledged.
func (l Lag) sincePending(ctx context.Context, rdb redis.UniversalClient, key, group string) (Lag, error) {
	pending, err := rdb.XPending(ctx, key, group).Result()
	if err == nil && pending.Count > 0 {
		l.Oldest = idTime(pending.Lower)
	}
	return l, err
}

// lastTime is the end of the year 9999 in milliseconds: what is later is no time.
const lastTime = 253402300799999

// idTime is when a stream entry was added, by Redis's clock; the zero time where its id is none.
func idTime(id string) time.Time {
	parsed, err := ParseID(id)
	if err != nil || parsed.ms > lastTime {
		return time.Time{} // whoever gave it chose it himself
	}
	return time.UnixMilli(int64(parsed.ms)).UTC()
}
