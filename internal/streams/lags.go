package streams

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/keyspace"
)

// GroupLag is how far a consumer group is behind.
type GroupLag struct {
	Group string
	Lag
}

// ReadLags reads how far the consumer groups of the account's outcome stream are
// behind, by their names. Watches, which come and go with the processes that wait
// for numbers of their own, are left out. Errors are Redis's.
func ReadLags(ctx context.Context, rdb redis.UniversalClient, account string) ([]GroupLag, error) {
	key := keyspace.Account(account).Out()
	groups, err := rdb.XInfoGroups(ctx, key).Result()
	if gone(err) {
		return nil, nil
	}
	var lags []GroupLag
	for _, g := range groups {
		if strings.HasPrefix(g.Name, keyspace.WatchPrefix) {
			continue
		}
		var lag Lag
		if lag, err = lagOf(ctx, rdb, key, g); err != nil {
			break
		}
		lags = append(lags, GroupLag{Group: g.Name, Lag: lag})
	}
	if err != nil {
		return nil, fmt.Errorf("read how far the groups of account %s are behind: %w", account, err)
	}
	slices.SortFunc(lags, func(a, b GroupLag) int { return cmp.Compare(a.Group, b.Group) })
	return lags, nil
}
