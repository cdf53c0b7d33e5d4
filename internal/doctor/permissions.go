package doctor

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/redisconn"
	"github.com/trackreg/trackreg/internal/redistrouble"
	"github.com/trackreg/trackreg/queue"
)

// anywhere are commands without a key. Each line is a command as it is sent.
var anywhere = []string{
	"ping", "time", "info memory", "script load x", "publish asynq:cancel x",
}

// onAsynq are the commands that asynq and our own counting send on its keys, K.
var onAsynq = []string{
	"del K", "exists K", "expire K 1", "expireat K 1", "eval x 1 K", "evalsha x 1 K",
	"get K", "set K v", "setex K 1 v", "incr K", "decr K",
	"hdel K f", "hget K f", "hgetall K", "hmget K f", "hset K f v",
	"llen K", "lpush K v", "lrange K 0 0", "lrem K 0 v", "rpoplpush K K", "rpush K v",
	"sadd K v", "sismember K v", "smembers K", "srem K v",
	"zadd K 1 v", "zcard K", "zrange K 0 0", "zrangebyscore K 0 0", "zrem K v", "zremrangebyrank K 0 0",
	"zremrangebyscore K 0 0", "zrevrange K 0 0", "zscore K v",
}

// onOurs are the commands that trackreg sends on its own keys.
var onOurs = []string{
	"del K", "exists K", "expire K 1", "eval x 1 K", "evalsha x 1 K", "get K", "set K v", "setbit K 0 1",
	"hdel K f", "hget K f", "hgetall K", "hincrby K f 1", "hlen K", "hmget K f", "hscan K 0", "hset K f v",
	"sadd K v", "sismember K v", "smembers K", "srem K v",
	"xack K g 1-1", "xadd K * f v", "xautoclaim K g c 0 0", "xgroup CREATE K g $", "xinfo GROUPS K", "xlen K",
	"xpending K g", "xrange K - +", "xreadgroup GROUP g c STREAMS K >", "xrevrange K + -", "xtrim K MAXLEN 1",
	"zadd K 1 v", "zcard K", "zrange K 0 0", "zrem K v",
}

// forMonitor is what the task monitor alone needs.
const forMonitor = "memory USAGE K"

// permissions says which of a worker's rights this user lacks.
func permissions(ctx context.Context, rdb redis.UniversalClient, accounts []string) Check {
	const name = "permissions"
	ctx, cancel := context.WithTimeout(ctx, redisTimeout)
	defer cancel()
	who := whoami(ctx, rdb)
	refusals, err := redisconn.Refusals(ctx, rdb, usesOf(accounts))
	if err != nil {
		return unanswered(name, "ask what "+who+" may do", err)
	}
	missing, monitor := missingOf(refusals)
	switch {
	case len(missing) > 0:
		return Check{
			Name: name, Level: Fault, Found: who + " lacks " + strings.Join(missing, " "),
			Mend: "give it these by ACL SETUSER; all that a worker needs is " + redistrouble.WorkerACL,
		}
	case monitor:
		return Check{
			Name: name, Level: Warning, Found: who + " may do what a worker does, but /asynqmon/ shows nothing without +memory|usage",
			Mend: "give it +memory|usage if you use /asynqmon/",
		}
	}
	return Check{Name: name, Level: OK, Found: who + " may do all that a worker does"}
}

// whoami is the user's name with the word before it.
func whoami(ctx context.Context, rdb redis.UniversalClient) string {
	if user, err := rdb.Do(ctx, "acl", "whoami").Text(); err == nil {
		return "user " + user
	}
	return "this user"
}

// usesOf are all commands on the keys of the first account, and enough on those of the others to
// tell whether their keys are allowed.
func usesOf(accounts []string) []redisconn.Use {
	uses := usesOn("", anywhere...)
	uses = append(uses, usesOn("asynq:queues", "sadd K v", "smembers K")...)
	for i, account := range accounts {
		ours, live, bulk := keyspace.Account(account).Own("doctor"), asynqKey(queue.LiveQueue(account)), asynqKey(queue.BulkQueue(account))
		if i == 0 {
			uses = append(uses, usesOn(ours, onOurs...)...)
			uses = append(uses, usesOn(live, append(onAsynq, forMonitor)...)...)
			continue
		}
		for _, key := range []string{ours, live, bulk} {
			uses = append(uses, usesOn(key, "get K", "set K v")...)
		}
	}
	return uses
}

func asynqKey(queueName string) string { return "asynq:{" + queueName + "}:doctor" }

func usesOn(key string, lines ...string) []redisconn.Use {
	var uses []redisconn.Use
	for _, line := range lines {
		use := redisconn.Use{Key: key}
		for word := range strings.FieldsSeq(line) {
			if word == "K" {
				word = key
			}
			use.Args = append(use.Args, word)
		}
		uses = append(uses, use)
	}
	return uses
}

// missingOf writes refusals as the rules that would lift them; monitor says that the task monitor's
// is among them.
func missingOf(refusals []redisconn.Refusal) (missing []string, monitor bool) {
	for _, r := range refusals {
		rule := "+" + r.Command()
		switch {
		case r.Denied == redisconn.DeniedChannel:
			rule = "&asynq:cancel"
		case r.Denied == redisconn.DeniedKey:
			family, _, _ := strings.Cut(r.Key, ":")
			rule = fmt.Sprintf("~%s:*", family)
		case r.Command() == "memory":
			monitor = true
			continue
		}
		if !slices.Contains(missing, rule) {
			missing = append(missing, rule)
		}
	}
	return missing, monitor
}
