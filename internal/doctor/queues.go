package doctor

import (
	"context"
	"fmt"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/strays"
	"github.com/trackreg/trackreg/internal/streams"
)

// queues says of each account whether what others put into Redis can be worked on. Where all is
// well it says nothing.
func queues(ctx context.Context, rdb redis.UniversalClient, accounts []string) []Check {
	ctx, cancel := context.WithTimeout(ctx, redisTimeout)
	defer cancel()
	var checks []Check
	for _, account := range accounts {
		checks = append(checks, inletCheck(ctx, rdb, account)...)
		checks = append(checks, strayCheck(ctx, rdb, account)...)
	}
	return checks
}

func inletCheck(ctx context.Context, rdb redis.UniversalClient, account string) []Check {
	exhausted, err := streams.IsExhausted(ctx, rdb, keyspace.Account(account).In())
	c := Check{Name: "inlet", Account: account, Level: Fault}
	switch {
	case err != nil:
		return []Check{unanswered("inlet", "look at the inlet of account "+account, err)}
	case exhausted:
		c.Found = "the inlet takes no more entries: one was added under the last id there is"
		c.Mend = "run trackreg doctor --repair inlet --account " + account + ", and see which program gave an id in the place of *"
		return []Check{c}
	}
	return nil
}

func strayCheck(ctx context.Context, rdb redis.UniversalClient, account string) []Check {
	all, err := strays.NewRecord(rdb, account).All(ctx)
	if err != nil {
		return []Check{unanswered("active tasks", "look for stray tasks of account "+account, err)}
	}
	if len(all) == 0 {
		return nil
	}
	return []Check{{
		Name: "active tasks", Account: account, Level: Warning,
		Found: fmt.Sprintf("%s of %s active with no process and no lease, such as %s: queued anew, and done", figures.Many(len(all), "task"), all[0].Queue, all[0].Task),
		Mend:  "no number waits for it; to have it leave the list see docs/operations.md",
	}}
}
