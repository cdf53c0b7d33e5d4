package queue

import (
	"context"
	"strconv"
	"sync"
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/redisconn/redistest"
)

// pipelines counts the pipelines a client sends and what is in them.
type pipelines struct {
	mu       sync.Mutex
	count    int
	commands int
}

func (*pipelines) DialHook(next redis.DialHook) redis.DialHook          { return next }
func (*pipelines) ProcessHook(next redis.ProcessHook) redis.ProcessHook { return next }
func (p *pipelines) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		p.mu.Lock()
		p.count++
		p.commands += len(cmds)
		p.mu.Unlock()
		return next(ctx, cmds)
	}
}

func TestCoalescingGivesEachCallerItsOwnAnswer(t *testing.T) {
	const callers, rounds = 64, 50
	ctx := t.Context()
	rdb := redistest.Start(t).Client()
	sent := &pipelines{}
	rdb.AddHook(sent)
	shared := &coalescing{UniversalClient: rdb}
	echo := redis.NewScript(`if ARGV[1] == "13" then return redis.error_reply("UNLUCKY") end return ARGV[1]`)

	var group sync.WaitGroup
	for caller := range callers {
		group.Go(func() {
			for range rounds {
				got, err := echo.Run(ctx, shared, []string{"key"}, caller).Text() // the first answer is NOSCRIPT
				if caller == 13 {
					require.ErrorContains(t, err, "UNLUCKY")
					continue
				}
				require.NoError(t, err)
				require.Equal(t, strconv.Itoa(caller), got)
			}
		})
	}
	group.Wait()
	require.GreaterOrEqual(t, sent.commands, callers*rounds)
	require.Less(t, sent.count, sent.commands/2, "they share pipelines")
}

func TestCoalescingLeavesAnEndedContextOut(t *testing.T) {
	shared := &coalescing{UniversalClient: redistest.Embedded(t)}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var cause error
	require.ErrorIs(t, shared.SAdd(withCause(ctx, &cause), "set", "a").Err(), context.Canceled)
	require.ErrorIs(t, cause, context.Canceled)
	require.NoError(t, shared.SAdd(t.Context(), "set", "b").Err(), "the next caller is served")
	isMember, err := shared.SIsMember(t.Context(), "set", "a").Result()
	require.NoError(t, err)
	require.False(t, isMember)
}
