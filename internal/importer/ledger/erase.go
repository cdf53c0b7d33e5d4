package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/gathering"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/unchanged"
)

// Imports returns the names of the account's imports of which runs are kept, also of those that no
// settings have any more, in order. Errors are Redis's.
func Imports(ctx context.Context, rdb redis.UniversalClient, account string) ([]string, error) {
	before, behind, _ := strings.Cut(keyspace.Account(account).ImportKept("*", "runs"), "*")
	var names []string
	scan := func(ctx context.Context, node redis.Cmdable) error {
		all := node.Scan(ctx, 0, before+"*"+behind, scanCount).Iterator()
		for all.Next(ctx) {
			name := strings.TrimSuffix(strings.TrimPrefix(all.Val(), before), behind)
			if !strings.Contains(name, ":") {
				names = append(names, name)
			}
		}
		return all.Err()
	}
	err := scanNode(ctx, rdb, account, scan)
	if err != nil {
		return nil, fmt.Errorf("list the imports of account %s: %w", account, err)
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// scanCount is how many keys Redis looks through in one round trip.
const scanCount = 5000

// scanNode scans where the account's keys are: in a Cluster one node has them all.
func scanNode(ctx context.Context, rdb redis.UniversalClient, account string, scan func(context.Context, redis.Cmdable) error) error {
	cluster, is := gathering.Inner(rdb).(*redis.ClusterClient)
	if !is {
		return scan(ctx, rdb)
	}
	node, err := cluster.MasterForKey(ctx, keyspace.Account(account).Out())
	if err != nil {
		return err
	}
	return scan(ctx, node)
}

// Erase takes the failed rows that match out of what is kept of all runs of the import, and returns
// how many they were; only counts them. A bucket that grows meanwhile is looked at again. Errors are
// Redis's.
func (l *Ledger) Erase(ctx context.Context, match func(FailedRow) bool, only bool) (int, error) {
	runs, err := l.allIDs(ctx)
	if err != nil {
		return 0, err
	}
	erased := 0
	for _, id := range runs {
		buckets, err := l.failedBuckets(ctx, id)
		if err != nil {
			return erased, err
		}
		for _, bucket := range buckets {
			n, err := l.eraseBucket(ctx, id, bucket, match, only)
			if erased += n; err != nil {
				return erased, l.wrap("erase failed rows", err)
			}
		}
	}
	return erased, nil
}

// eraseBucket takes the rows out of one bucket.
func (l *Ledger) eraseBucket(ctx context.Context, id, bucket string, match func(FailedRow) bool, only bool) (int, error) {
	for {
		text, err := l.rdb.HGet(ctx, l.rowsKey(id), bucket).Result()
		if err != nil {
			return 0, ignoreGone(err)
		}
		rows, err := unpacked([]byte(text))
		if err != nil {
			return 0, err
		}
		kept := slices.DeleteFunc(slices.Clone(rows), match)
		if only || len(kept) == len(rows) {
			return len(rows) - len(kept), nil
		}
		packed, err := packed(kept)
		if err != nil {
			return 0, err
		}
		n, err := unchanged.Replace(ctx, l.rdb, l.rowsKey(id), []any{bucket, text, packed}).Int()
		if n == 1 || err != nil {
			return len(rows) - len(kept), err
		}
	}
}

// ignoreGone forgives what is not there any more.
func ignoreGone(err error) error {
	if errors.Is(err, redis.Nil) {
		return nil
	}
	return err
}
