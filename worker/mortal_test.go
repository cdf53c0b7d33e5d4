package worker_test

import (
	"context"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/worker"
)

// mortal is a worker's only way to Redis that can break for good, in the
// middle of a command, as when the process is killed there: what was sent
// before has been carried out, nothing after reaches Redis any more.
type mortal struct {
	dead atomic.Bool
	// fatal says whether the process dies at a command: before it is sent,
	// or after it was carried out and before its answer is read.
	fatal func(moment moment, text string) bool
	mu    sync.Mutex // one command at a time is looked at: fatal counts them
}

type moment string

const (
	before moment = "before"
	after  moment = "after"
)

// deadWait keeps what a dead process leaves running from spinning; it is not
// seen from outside.
const deadWait = 100 * time.Millisecond

func (m *mortal) die(at moment, cmds ...redis.Cmder) error {
	m.look(at, cmds)
	if m.dead.Load() {
		time.Sleep(deadWait)
		return net.ErrClosed
	}
	return nil
}

// look ends the process if one of the commands is fatal.
func (m *mortal) look(at moment, cmds []redis.Cmder) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, cmd := range cmds {
		if !m.dead.Load() && m.fatal(at, text(cmd)) {
			m.dead.Store(true)
		}
	}
}

// text is a command as it could be typed.
func text(cmd redis.Cmder) string {
	var b strings.Builder
	for i, arg := range cmd.Args() {
		if i > 0 {
			b.WriteByte(' ')
		}
		if s, ok := arg.(string); ok {
			b.WriteString(s)
		}
	}
	return b.String()
}

// DialHook implements redis.Hook.
func (m *mortal) DialHook(next redis.DialHook) redis.DialHook { return next }

// ProcessHook implements redis.Hook.
func (m *mortal) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if err := m.die(before, cmd); err != nil {
			cmd.SetErr(err)
			return err
		}
		err := next(ctx, cmd)
		if dead := m.die(after, cmd); dead != nil {
			cmd.SetErr(dead)
			return dead
		}
		return err
	}
}

// ProcessPipelineHook implements redis.Hook.
func (m *mortal) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		if err := m.die(before, cmds...); err != nil {
			return failAll(cmds, err)
		}
		err := next(ctx, cmds)
		if dead := m.die(after, cmds...); dead != nil {
			return failAll(cmds, dead)
		}
		return err
	}
}

func failAll(cmds []redis.Cmder, err error) error {
	for _, cmd := range cmds {
		cmd.SetErr(err)
	}
	return err
}

// workUntil runs a worker that dies at the first command that fatal picks, and
// returns once it is dead. What it leaves in this process comes to rest when
// the test ends.
func (w *world) workUntil(fatal func(at moment, command string) bool) {
	w.t.Helper()
	m := w.doomed(fatal)
	for start := time.Now(); !m.dead.Load(); w.pass(deadWait) {
		require.Less(w.t, time.Since(start), 5*time.Minute, "the worker never came to where it was to die")
	}
	w.transport.CloseIdleConnections()
}

// doomed starts a worker that will die.
func (w *world) doomed(fatal func(at moment, command string) bool) *mortal {
	w.t.Helper()
	m := &mortal{fatal: fatal}
	options := *w.rdb.(*redis.Client).Options()
	client := redis.NewClient(&options)
	client.AddHook(m)
	w.t.Cleanup(func() { _ = client.Close() })
	o := w.defaults(w.main(func(a *worker.Account) { a.Vendor = w.client(m) }))
	o.Redis, o.ShutdownTimeout = client, time.Second
	w.work(o)
	return m
}
