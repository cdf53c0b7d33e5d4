package doctor

import (
	"context"
	"fmt"
	"strings"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/presence"
	"github.com/trackreg/trackreg/internal/standing"
)

// workers says whether somebody works for each account, and else how many numbers wait for that.
func workers(ctx context.Context, rdb redis.UniversalClient, accounts []string) []Check {
	ctx, cancel := context.WithTimeout(ctx, redisTimeout)
	defer cancel()
	services, err := standing.ReadServices(ctx, rdb, accounts...)
	if err != nil {
		return []Check{unanswered("workers", "look for workers", err)}
	}
	var checks []Check
	serving, served := map[string]presence.Worker{}, 0
	for _, s := range services {
		if unserved := s.Unserved(); unserved != "" {
			checks = append(checks, unservedCheck(s, unserved))
			continue
		}
		served++
		for _, w := range s.Workers {
			serving[w.Name] = w
		}
	}
	if served > 0 {
		checks = append([]Check{servedCheck(serving, served)}, checks...)
	}
	return checks
}

func unservedCheck(s standing.Service, unserved string) Check {
	c := Check{
		Name: "workers", Account: s.Account, Level: Warning, Found: unserved,
		Mend: "start one by trackreg worker, with this account in its settings; trackreg workers shows those that there are",
	}
	if s.Held > 0 {
		c.Level = Fault
	}
	return c
}

func servedCheck(serving map[string]presence.Worker, accounts int) Check {
	all := make([]presence.Worker, 0, len(serving))
	for _, w := range serving {
		all = append(all, w)
	}
	return Check{Name: "workers", Level: OK, Found: fmt.Sprintf("%s at work for %s, of version %s",
		figures.Many(len(all), "process"), figures.Many(accounts, "account"), strings.Join(presence.Versions(all), " and "))}
}
