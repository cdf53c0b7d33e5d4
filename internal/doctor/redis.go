package doctor

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/backend"
	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/redisconn"
	"github.com/trackreg/trackreg/internal/redistrouble"
)

// redisAndKeys looks at Redis, and through it at what the accounts share: a key is tried in a slot
// of its gate.
func redisAndKeys(ctx context.Context, o Options) []Check {
	b, err := backend.Open(o.Settings, backend.Configured, "")
	if err != nil {
		return []Check{unopened(err)}
	}
	defer func() { _ = b.Close() }()
	reached := reach(ctx, o, b.Redis)
	if reached.Level == Fault {
		return []Check{reached}
	}
	checks := append([]Check{reached}, health(ctx, b.Redis)...)
	checks = append(checks, permissions(ctx, b.Redis, o.Accounts), redisClock(ctx, b.Redis, o.Now))
	checks = append(checks, workers(ctx, b.Redis, o.Accounts)...)
	checks = append(checks, queues(ctx, b.Redis, o.Accounts)...)
	checks = append(checks, misrouted(ctx, b.Redis, slices.Sorted(maps.Keys(o.Settings.Accounts)))...)
	return append(checks, keys(ctx, o, b.Redis)...)
}

// unopened is of a Redis that the settings do not name, or name wrongly.
func unopened(err error) Check {
	c := Check{Name: "redis", Level: Fault, Found: err.Error(), Mend: "mend redis.url, or the file it goes with"}
	if errors.Is(err, backend.ErrNoRedis) {
		c.Found, c.Mend = "no Redis is configured", "set TRACKREG_REDIS_URL=redis://HOST:6379/0, or redis.url in the settings file, or give --redis"
	}
	return c
}

func reach(ctx context.Context, o Options, rdb redis.UniversalClient) Check {
	ctx, cancel := context.WithTimeout(ctx, redisTimeout)
	defer cancel()
	url := redisconn.Redact(o.Settings.Redis.URL)
	begin := time.Now()
	if err := rdb.Ping(ctx).Err(); err != nil {
		return unanswered("redis", url, err)
	}
	return Check{Name: "redis", Level: OK, Found: fmt.Sprintf("%s answers in %s", url, time.Since(begin).Round(time.Microsecond*100))}
}

// unanswered is of a Redis that did not take a command.
func unanswered(name, what string, err error) Check {
	mend := "see Redis's log"
	if trouble, ok := redistrouble.Diagnose(err); ok {
		mend = trouble.Advice
	}
	return Check{Name: name, Level: Fault, Found: fmt.Sprintf("%s: %v", what, err), Mend: mend}
}

// health has a check for each aspect of each server, those of the findings in the place of good ones.
func health(ctx context.Context, rdb redis.UniversalClient) []Check {
	ctx, cancel := context.WithTimeout(ctx, redisTimeout)
	defer cancel()
	seen, err := redisconn.Check(ctx, rdb)
	if trouble, ok := redistrouble.Diagnose(err); ok && trouble.Kind == redistrouble.NoPermission {
		return []Check{{
			Name: "health", Level: Warning, Mend: "give it +info, to have version, eviction, persistence and memory checked",
			Found: "this user may not ask Redis how it is",
		}}
	}
	if err != nil {
		return []Check{unanswered("health", "ask how it is", err)}
	}
	var checks []Check
	for _, node := range seen.Nodes {
		checks = append(checks, nodeHealth(node, seen.Findings)...)
	}
	return checks
}

func nodeHealth(node redisconn.Node, findings []redisconn.Finding) []Check {
	var checks []Check
	for _, about := range []redisconn.Aspect{
		redisconn.Version, redisconn.Role, redisconn.Eviction, redisconn.Persistence, redisconn.Headroom,
	} {
		bad := false
		for _, f := range findings {
			if f.Server == node.Server && f.About == about {
				bad = true
				checks = append(checks, Check{Name: string(about), Server: f.Server, Level: levelOf(f), Found: f.Problem, Mend: f.Mend})
			}
		}
		if good := goodOf(node, about); !bad && good != "" {
			checks = append(checks, Check{Name: string(about), Server: node.Server, Level: OK, Found: good})
		}
	}
	return checks
}

func levelOf(f redisconn.Finding) Level {
	if f.Serious {
		return Fault
	}
	return Warning
}

// goodOf says what is good of an aspect; "" where that is not worth a line.
func goodOf(node redisconn.Node, about redisconn.Aspect) string {
	switch about {
	case redisconn.Version:
		return node.Version
	case redisconn.Eviction:
		return node.Policy
	case redisconn.Persistence:
		return "the append-only file is on"
	case redisconn.Headroom:
		used := figures.Bytes(node.Memory.Used) + " used"
		if node.Memory.Most > 0 {
			return used + " of " + figures.Bytes(node.Memory.Most)
		}
		return used + ", no limit is set"
	}
	return ""
}
