package redisconn

import (
	"context"
	"errors"
	"io"
	"testing"
	"testing/synctest"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
)

// refusal is what go-redis makes of a server's error reply.
func refusal(t *testing.T, text string) error {
	server, err := StartEmbedded()
	require.NoError(t, err)
	defer server.Close()
	server.server.SetError(text)
	err = server.Client().Ping(t.Context()).Err()
	require.EqualError(t, err, text)
	return err
}

func TestRetryRepeatsOnlyWhatWasNotCarriedOut(t *testing.T) {
	for _, c := range []struct {
		err   error
		sends int
	}{
		{nil, 1},
		{redis.Nil, 1},
		{io.EOF, 1},
		{errors.New("i/o timeout"), 1},
		{refusal(t, "NOSCRIPT No matching script."), 1},
		{refusal(t, "OOM command not allowed"), 1},
		{refusal(t, "LOADING Redis is loading"), retryLimit + 1},
		{refusal(t, "READONLY You can't write against a read only replica."), retryLimit + 1},
		{refusal(t, "CLUSTERDOWN Hash slot not served"), retryLimit + 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			sends := 0
			send := retryRefused{}.ProcessHook(func(context.Context, redis.Cmder) error {
				sends++
				return c.err
			})
			require.Equal(t, c.err, send(t.Context(), nil))
			require.Equal(t, c.sends, sends, "%v", c.err)
		})
	}
}

func TestRetryOfAPipelineNeedsEveryCommandRefused(t *testing.T) {
	loading := refusal(t, "LOADING Redis is loading")
	for _, c := range []struct {
		errs  []error
		sends int
	}{
		{[]error{loading, loading}, retryLimit + 1},
		{[]error{loading, nil}, 1},
		{[]error{io.EOF, loading}, 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			sends := 0
			send := retryRefused{}.ProcessPipelineHook(func(_ context.Context, cmds []redis.Cmder) error {
				sends++
				for i, err := range c.errs {
					cmds[i].SetErr(err)
				}
				return loading
			})
			cmds := []redis.Cmder{redis.NewCmd(t.Context()), redis.NewCmd(t.Context())}
			require.ErrorIs(t, send(t.Context(), cmds), loading)
			require.Equal(t, c.sends, sends)
		})
	}
}

func TestRetryEndsWithTheContext(t *testing.T) {
	loading := refusal(t, "LOADING Redis is loading")
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		sends := 0
		send := retryRefused{}.ProcessHook(func(context.Context, redis.Cmder) error {
			sends++
			cancel()
			return loading
		})
		require.ErrorContains(t, send(ctx, nil), "LOADING")
		require.Equal(t, 1, sends)
	})
}
