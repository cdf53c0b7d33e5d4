package doctor

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/gathering"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/nearest"
	"github.com/trackreg/trackreg/internal/presence"
	"github.com/trackreg/trackreg/internal/printable"
	"github.com/trackreg/trackreg/queue"
)

// scanCount is how many keys Redis looks through in one round trip.
const scanCount = 5000

// strayName is a stream or a queue that holds what programs meant for an account, and that no account has.
type strayName struct {
	key, account string // account is what it seems to name
	right        string // what it would be called for the account that was meant
	holds        string
}

// misrouted looks for streams and queues that hold numbers and belong to nobody: to no account of the
// settings, and to none that a worker with other settings serves. What lies there waits for ever.
func misrouted(ctx context.Context, rdb redis.UniversalClient, accounts []string) []Check {
	ctx, cancel := context.WithTimeout(ctx, redisTimeout)
	defer cancel()
	stray, err := strayStreams(ctx, rdb, accounts)
	if err != nil {
		return []Check{unanswered("misrouted", "look for inlets of no account", err)}
	}
	more, err := strayQueues(ctx, rdb, accounts)
	if err != nil {
		return []Check{unanswered("misrouted", "look for queues of no account", err)}
	}
	var checks []Check
	for _, s := range append(stray, more...) {
		checks = append(checks, Check{
			Name: "misrouted", Level: Warning,
			Found: fmt.Sprintf("%s holds %s and belongs to no account, so nobody works on it", printable.Text(s.key), s.holds),
			Mend:  s.mend(accounts),
		})
	}
	return checks
}

// mend says where it should have gone.
func (s strayName) mend(accounts []string) string {
	meant := s.account
	if !slices.Contains(accounts, meant) {
		meant = nearest.Name(s.account, accounts)
	}
	if meant == "" {
		return "put the account into the settings, or mend the program that writes there: the accounts are " + strings.Join(accounts, ", ")
	}
	right := strings.Replace(s.right, "*", meant, 1)
	return fmt.Sprintf("%s was meant, most likely: mend the program that writes there, enqueue what it holds again, and delete it", right)
}

// strayStreams are the inlets of no account, or whose name lacks the braces.
func strayStreams(ctx context.Context, rdb redis.UniversalClient, accounts []string) ([]strayName, error) {
	keys, err := inlets(ctx, rdb)
	if err != nil {
		return nil, err
	}
	var stray []strayName
	for _, key := range keys {
		name := strings.TrimSuffix(strings.TrimPrefix(key, "trackreg:"), ":in")
		account := strings.Trim(name, "{}")
		served := false
		if account != name {
			if served, err = isServed(ctx, rdb, account, accounts); err != nil {
				return nil, err
			}
		}
		length, err := rdb.XLen(ctx, key).Result()
		if err != nil {
			return nil, err
		}
		if !served && length > 0 {
			stray = append(stray, strayName{key: key, account: account, right: keyspace.Account("*").In(), holds: entries(length)})
		}
	}
	return stray, nil
}

// inlets are the streams that are named as inlets are, with the braces or without, in order.
func inlets(ctx context.Context, rdb redis.UniversalClient) ([]string, error) {
	var found []string
	var mu sync.Mutex // a Cluster's masters are scanned at once
	scan := func(ctx context.Context, node redis.Cmdable) error {
		all := node.ScanType(ctx, 0, "trackreg:*:in", scanCount, "stream").Iterator()
		for all.Next(ctx) {
			mu.Lock()
			found = append(found, all.Val())
			mu.Unlock()
		}
		return all.Err()
	}
	var err error
	if cluster, is := gathering.Inner(rdb).(*redis.ClusterClient); is {
		err = cluster.ForEachMaster(ctx, func(ctx context.Context, node *redis.Client) error { return scan(ctx, node) })
	} else {
		err = scan(ctx, rdb)
	}
	slices.Sort(found)
	return slices.Compact(found), err
}

func entries(n int64) string {
	if n == 1 {
		return "1 entry"
	}
	return figures.Count(n) + " entries"
}

// strayQueues are the queues that are named as an account's are and hold tasks of ours, of no account.
func strayQueues(ctx context.Context, rdb redis.UniversalClient, accounts []string) ([]strayName, error) {
	inspector := asynq.NewInspectorFromRedisClient(rdb)
	names, err := inspector.Queues()
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	var stray []strayName
	for _, name := range names {
		account, kind := splitQueue(name)
		served, err := isServed(ctx, rdb, account, accounts)
		if err != nil {
			return nil, err
		}
		if kind == "" || served {
			continue
		}
		counts, err := queue.ReadCounts(ctx, rdb, name)
		if err != nil {
			return nil, err
		}
		waiting := counts[0].Pending + counts[0].Retry + counts[0].Scheduled
		if waiting > 0 && holdsOurs(inspector, name) {
			stray = append(stray, strayName{key: "queue " + name, account: account, right: "queue *" + kind, holds: figures.Many(waiting, "task")})
		}
	}
	return stray, nil
}

// splitQueue takes a queue's name apart, if it is one as accounts have.
func splitQueue(name string) (account, kind string) {
	for _, kind := range []string{"-live", "-bulk"} {
		if account, is := strings.CutSuffix(name, kind); is {
			return account, kind
		}
	}
	return "", ""
}

// holdsOurs says whether a queue's tasks are of trackreg's types: other programs have queues here, too.
func holdsOurs(inspector *asynq.Inspector, name string) bool {
	for _, list := range []func(string, ...asynq.ListOption) ([]*asynq.TaskInfo, error){
		inspector.ListPendingTasks, inspector.ListRetryTasks, inspector.ListScheduledTasks,
	} {
		if tasks, err := list(name, asynq.PageSize(1)); err == nil && len(tasks) > 0 {
			return strings.HasPrefix(tasks[0].Type, "tracking:")
		}
	}
	return false
}

// isServed says whether the account is one of the settings', or one that somebody else works for.
func isServed(ctx context.Context, rdb redis.UniversalClient, account string, accounts []string) (bool, error) {
	if slices.Contains(accounts, account) {
		return true, nil
	}
	if queue.CheckAccount(account) != nil {
		return false, nil
	}
	workers, err := presence.NewReader(rdb).Of(ctx, account)
	return len(workers) > 0, err
}
