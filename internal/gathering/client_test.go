package gathering_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/gathering"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
)

// tally is a hook that counts how commands leave the client.
type tally struct {
	single, piped, pipelines atomic.Int64
	gate                     chan struct{} // when not nil, every flight waits for a token
}

func (h *tally) DialHook(next redis.DialHook) redis.DialHook { return next }

func (h *tally) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if cmd.Name() == "evalsha" {
			h.single.Add(1)
			h.wait()
		}
		return next(ctx, cmd)
	}
}

func (h *tally) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		if cmds[0].Name() == "evalsha" {
			h.pipelines.Add(1)
			h.piped.Add(int64(len(cmds)))
			h.wait()
		}
		return next(ctx, cmds)
	}
}

func (h *tally) wait() {
	if h.gate != nil {
		<-h.gate
	}
}

// landOne lets one of those at the gate go on, and whoever it hands its flight to gather: where two
// land at once, the second hands its own to one that the first would have carried.
func (h *tally) landOne() {
	h.gate <- struct{}{}
	synctest.Wait()
}

var echo = redis.NewScript(`return ARGV[1]`)

func TestGivesEveryCallerItsOwnAnswer(t *testing.T) {
	client := redistest.Start(t).Client()
	gathered := gathering.New(client)
	var wg sync.WaitGroup
	for i := range 64 {
		wg.Go(func() {
			for j := range 50 {
				want := fmt.Sprintf("%d-%d", i, j)
				got, err := echo.Run(t.Context(), gathered, []string{"k"}, want).Text()
				if err != nil || got != want {
					t.Errorf("got %q, %v, want %q", got, err, want)
				}
			}
		})
	}
	wg.Wait()
}

func TestFindsAScriptThatRedisForgot(t *testing.T) {
	client := redistest.Start(t).Client()
	gathered := gathering.New(client)
	for range 2 {
		require.Equal(t, "v", echo.Run(t.Context(), gathered, []string{"k"}, "v").Val())
		require.NoError(t, client.ScriptFlush(t.Context()).Err())
	}
}

// hold starts callers in the bubble and returns when as many as may fly wait at the hook's gate
// and the rest in the queue.
func hold(t *testing.T, callers int) (h *tally, gathered redis.UniversalClient, done *sync.WaitGroup) {
	client := redistest.Embedded(t)
	require.NoError(t, echo.Load(t.Context(), client).Err())
	h = &tally{gate: make(chan struct{})}
	client.AddHook(h)
	gathered = gathering.New(client)
	done = &sync.WaitGroup{}
	for i := range callers {
		done.Go(func() {
			if got := echo.Run(t.Context(), gathered, nil, i).Val(); got != fmt.Sprint(i) {
				t.Errorf("got %v, want %d", got, i)
			}
		})
		if i < 2 {
			synctest.Wait() // else one that flies may take another along
		}
	}
	synctest.Wait()
	return h, gathered, done
}

func TestGathersWhileAFlightIsOnItsWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _, done := hold(t, 100)
		require.EqualValues(t, 2, h.single.Load(), "the first go at once and alone")
		require.Zero(t, h.pipelines.Load())

		h.landOne()
		require.EqualValues(t, 98, h.piped.Load())

		close(h.gate)
		done.Wait()
		require.EqualValues(t, 1, h.pipelines.Load())
		require.EqualValues(t, 98, h.piped.Load())
	})
}

func TestWithdrawsACallThatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, gathered, done := hold(t, 4)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		err := echo.Run(ctx, gathered, nil, "late").Err()
		require.ErrorIs(t, err, context.DeadlineExceeded)

		h.landOne()
		close(h.gate)
		done.Wait()
		require.EqualValues(t, 2, h.piped.Load(), "what was withdrawn was not sent")
	})
}

func TestRefusesAContextThatHasEnded(t *testing.T) {
	client := redistest.Embedded(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	h := &tally{}
	client.AddHook(h)
	require.ErrorIs(t, echo.Run(ctx, gathering.New(client), nil, 1).Err(), context.Canceled)
	require.Zero(t, h.single.Load())
}

func TestErrorIsOneCallersAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, gathered, done := hold(t, 3)
		failed := make(chan error, 1)
		go func() { failed <- gathered.EvalSha(t.Context(), "0000", nil).Err() }()
		synctest.Wait()
		close(h.gate)
		done.Wait()
		require.ErrorContains(t, <-failed, "NOSCRIPT")
	})
}

func TestLetsBlockingCommandsBlockAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gathered := gathering.New(redistest.Embedded(t))
		popped := make(chan []string, 1)
		go func() { popped <- gathered.BLPop(context.Background(), time.Hour, "list").Val() }()
		synctest.Wait()
		require.Equal(t, "v", echo.Run(t.Context(), gathered, nil, "v").Val())
		require.NoError(t, gathered.RPush(t.Context(), "list", "x").Err())
		require.Equal(t, []string{"list", "x"}, <-popped)
	})
}

func TestTakesArgumentsAsGoRedisDoes(t *testing.T) {
	gathered := gathering.New(redistest.Embedded(t))
	count := redis.NewScript(`return #ARGV`)
	for want, args := range map[int64][]any{
		0: nil, 1: {"a"}, 2: {[]string{"a", "b"}}, 3: {[]any{1, 2, 3}}, 4: {"a", 1, 2.5, []byte("x")},
	} {
		require.Equal(t, want, count.Run(t.Context(), gathered, []string{"k"}, args...).Val())
	}
}

func TestTheCauseOfAFailureIsKept(t *testing.T) {
	gathered := gathering.New(redistest.Embedded(t))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var cause error
	require.ErrorIs(t, gathered.SAdd(gathering.WithCause(ctx, &cause), "set", "a").Err(), context.Canceled)
	require.ErrorIs(t, cause, context.Canceled)
	require.NoError(t, gathered.SAdd(gathering.WithCause(t.Context(), &cause), "set", "b").Err())
	require.NoError(t, cause)
	require.False(t, gathered.SIsMember(t.Context(), "set", "a").Val())
	require.True(t, gathered.SIsMember(t.Context(), "set", "b").Val())
	require.NoError(t, gathered.HSet(t.Context(), "hash", "field", "value").Err())
	require.NoError(t, gathered.HSet(t.Context(), "hash", map[string]any{"another": 1}).Err())
	require.Equal(t, map[string]string{"field": "value", "another": "1"}, gathered.HGetAll(t.Context(), "hash").Val())
}

func TestAClientThatGathersIsNotWrappedAgain(t *testing.T) {
	gathered := gathering.New(redistest.Embedded(t))
	require.Same(t, gathered, gathering.New(gathered))
}

func TestTheClientInsideIsFound(t *testing.T) {
	client := redistest.Embedded(t)
	inner := gathering.New(client).(interface{ Unwrap() redis.UniversalClient })
	require.Same(t, client, inner.Unwrap())
}
