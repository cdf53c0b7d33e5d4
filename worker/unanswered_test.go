package worker_test

import (
	"context"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/track17/sandbox"
)

// TestATaskWhoseHandingOutIsNotAnsweredComesAgain has Redis hand out two tasks,
// one of them at its last try, and the connection break before the worker hears
// of it, as when a master dies. They are active and in nobody's hands.
func TestATaskWhoseHandingOutIsNotAnsweredComesAgain(t *testing.T) {
	long(t)
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		ids := append(w.good("main-live", 20), w.good("main-live", 20, asynq.MaxRetry(0))...)
		client, cut := w.unanswered(dequeue, 5, 25)
		o := w.defaults(w.main())
		o.Redis = client
		w.Work(o)
		w.pass(10 * time.Second)
		require.Equal(w.T, 2, cut.done())
		require.Len(w.T, w.Outcomes("main"), 38)
		w.requireAll(w.within(130*time.Second, ids...), "registered", ids)
	})
}

// unanswered returns a client to which a command that holds a text is not
// answered at the given times, counted from 1, though Redis carries it out.
func (w *world) unanswered(text string, times ...int) (*redis.Client, *cutOff) {
	w.T.Helper()
	options := *w.Redis.(*redis.Client).Options()
	client, c := redis.NewClient(&options), &cutOff{text: text, times: times}
	client.AddHook(c)
	w.T.Cleanup(func() { _ = client.Close() })
	return client, c
}

// cutOff is a hook that keeps answers back.
type cutOff struct {
	text  string
	times []int

	mu   sync.Mutex
	seen int
	cut  int
}

// done is how many answers were kept back.
func (c *cutOff) done() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cut
}

// keepsBack counts the command if it is one of those looked for, and says
// whether its answer is kept back.
func (c *cutOff) keepsBack(cmd redis.Cmder) bool {
	var words []string
	for _, arg := range cmd.Args() {
		if s, ok := arg.(string); ok {
			words = append(words, s)
		}
	}
	if !strings.Contains(strings.Join(words, " "), c.text) {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen++
	if c.cut == len(c.times) || c.seen != c.times[c.cut] {
		return false
	}
	c.cut++
	return true
}

// DialHook implements redis.Hook.
func (c *cutOff) DialHook(next redis.DialHook) redis.DialHook { return next }

// ProcessHook implements redis.Hook.
func (c *cutOff) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		err := next(ctx, cmd)
		if err == nil && c.keepsBack(cmd) {
			cmd.SetErr(net.ErrClosed)
			return net.ErrClosed
		}
		return err
	}
}

// ProcessPipelineHook implements redis.Hook.
func (c *cutOff) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}
